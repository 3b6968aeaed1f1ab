{{ union_sources('crm', 'contacts') }}
