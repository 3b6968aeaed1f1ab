{{ union_sources('crm', 'opportunity_contacts') }}
