{{ union_sources('planning', 'budgets') }}
