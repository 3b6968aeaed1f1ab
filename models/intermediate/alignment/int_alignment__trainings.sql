{{ union_sources('alignment', 'trainings') }}
