{{ union_sources('alignment', 'feedback') }}
