{{ union_sources('voice', 'survey_responses') }}
