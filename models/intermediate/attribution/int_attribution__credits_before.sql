{{ rows_before('fct_attribution_as_reported') }}
