{{ union_sources('ads', 'ad_campaigns') }}
