{{ union_sources('alignment', 'meetings') }}
