{{ union_sources('crm', 'campaigns') }}
