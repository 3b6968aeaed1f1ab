{{ union_sources('ads', 'ad_performance') }}
