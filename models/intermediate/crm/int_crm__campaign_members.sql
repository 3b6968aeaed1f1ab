{{ union_sources('crm', 'campaign_members') }}
