-- A quota or a budget that stands twice would count twice.
{{ config(group='platform') }}

select
    'quota' as plan,
    concat_ws(', ', quota_level, owner_key, team_name, measure) as planned_for,
    period_start_date,
    period_end_date,
    count(*) as copies

from {{ ref('fct_quotas') }}
where measure != 'other'
group by all
having count(*) > 1

union all

select
    'budget' as plan,
    case when channel = 'Unassigned' then source_channel else channel end as planned_for,
    month_start_date as period_start_date,
    month_start_date as period_end_date,
    count(*) as copies

from {{ ref('fct_budgets') }}
group by all
having count(*) > 1
