{{ union_sources('crm', 'quotes') }}
