{{ union_sources('outreach', 'outreach_seats') }}
