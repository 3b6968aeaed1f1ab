{{ union_sources('outreach', 'outreach_activities') }}
