{{ union_sources('email', 'email_contacts') }}
