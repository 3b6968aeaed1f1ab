{{ union_sources('crm', 'leads') }}
