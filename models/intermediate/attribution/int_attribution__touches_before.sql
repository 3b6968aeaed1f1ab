{{ rows_before('fct_touchpoints_as_reported') }}
