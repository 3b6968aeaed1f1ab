{{ union_sources('outreach', 'outreach_members') }}
