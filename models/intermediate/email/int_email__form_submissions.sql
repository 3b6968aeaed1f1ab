{{ union_sources('email', 'form_submissions') }}
