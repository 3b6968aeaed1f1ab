{{ union_sources('crm', 'opportunity_stages') }}
