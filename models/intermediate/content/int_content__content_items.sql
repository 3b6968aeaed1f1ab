{{ union_sources('content', 'content_items') }}
