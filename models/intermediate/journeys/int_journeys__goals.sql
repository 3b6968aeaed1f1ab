{{ union_sources('journeys', 'goals') }}
