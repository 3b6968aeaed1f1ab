{{ union_sources('crm', 'products') }}
