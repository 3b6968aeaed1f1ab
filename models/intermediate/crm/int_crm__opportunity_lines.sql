{{ union_sources('crm', 'opportunity_lines') }}
