{{ union_sources('web', 'web_events') }}
