{{ union_sources('crm', 'activities') }}
