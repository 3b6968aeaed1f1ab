{{ union_sources('social', 'social_profiles') }}
