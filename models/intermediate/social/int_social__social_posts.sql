{{ union_sources('social', 'social_posts') }}
