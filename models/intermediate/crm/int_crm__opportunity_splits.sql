{{ union_sources('crm', 'opportunity_splits') }}
