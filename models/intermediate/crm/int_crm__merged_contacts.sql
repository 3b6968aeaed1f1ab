{{ union_sources('crm', 'merged_contacts') }}
