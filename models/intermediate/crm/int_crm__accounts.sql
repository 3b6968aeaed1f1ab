{{ union_sources('crm', 'accounts') }}
