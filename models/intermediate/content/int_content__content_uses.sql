{{ union_sources('content', 'content_uses') }}
