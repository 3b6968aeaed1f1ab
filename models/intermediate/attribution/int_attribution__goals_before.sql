{{ rows_before('fct_goals_as_reported') }}
