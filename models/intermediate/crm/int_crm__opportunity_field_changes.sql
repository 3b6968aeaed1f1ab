{{ union_sources('crm', 'opportunity_field_changes') }}
