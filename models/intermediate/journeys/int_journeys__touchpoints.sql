{{ union_sources('journeys', 'touchpoints') }}
