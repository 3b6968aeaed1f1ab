{{ union_sources('planning', 'costs') }}
