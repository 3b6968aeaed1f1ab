{{ union_sources('planning', 'rep_assignments') }}
