{{ rows_before('fct_attribution_rules_as_reported') }}
