{{ union_sources('email', 'email_events') }}
