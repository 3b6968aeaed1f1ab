{{ union_sources('planning', 'quotas') }}
