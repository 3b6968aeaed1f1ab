{{ union_sources('email', 'email_campaigns') }}
