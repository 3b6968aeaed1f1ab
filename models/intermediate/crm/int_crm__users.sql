{{ union_sources('crm', 'users') }}
