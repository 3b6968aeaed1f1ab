{{ union_sources('search', 'search_performance') }}
