-- The forecasts of every week, period and member, one row per method.
with

targets as (

    select * from {{ ref('int_forecast__targets') }}

),

weeks as (

    select * from {{ ref('int_forecast__weeks') }}

),

expectations as (

    select * from {{ ref('int_forecast__expectations') }}

),

stated as (

    select * from {{ ref('int_forecast__stated') }}

),

experience as (

    select * from {{ ref('int_forecast__experience') }}

),

qualified as (

    select
        deal_weeks.made_date,
        members.forecast_level,
        members.member_name,
        count(*) as qualified_deals

    from {{ ref('int_forecast__deal_weeks') }} as deal_weeks
    inner join {{ ref('int_forecast__members') }} as members
        on deal_weeks.team_name = members.team_name and deal_weeks.region = members.region
    where deal_weeks.stage_order >= 2
    group by deal_weeks.made_date, members.forecast_level, members.member_name

),

together as (

    select
        expectations.made_date,
        expectations.period_type,
        expectations.period_start_date,
        targets.period_end_date,
        expectations.forecast_level,
        expectations.member_name,
        weeks.days_of_history,
        expectations.expected_open_amount,
        expectations.expected_unknown_amount,
        coalesce(stated.won_amount, 0) as won_amount,
        coalesce(stated.probable_amount, 0) as probable_amount,
        coalesce(stated.commit_amount, 0) as commit_amount,
        coalesce(stated.most_likely_amount, 0) as most_likely_amount,
        coalesce(stated.best_case_amount, 0) as best_case_amount,

        -- sales velocity: deals x win rate x value of a won deal, a cycle
        cast(
            coalesce(
                cast(qualified.qualified_deals as double)
                * experience.won_amount / nullif(experience.decided_deals, 0)
                / nullif(cast(experience.won_days as double) / nullif(experience.won_deals, 0), 0)
                * targets.days_ahead, 0
            ) as decimal(18, 2)
        ) as velocity_amount,
        cast(
            coalesce(
                cast(experience.won_amount_in_quarter as double)
                / nullif(experience.working_days_in_quarter, 0) * targets.working_days_ahead, 0
            ) as decimal(18, 2)
        ) as run_rate_amount

    from expectations
    inner join targets
        on
        expectations.made_date = targets.made_date
        and expectations.period_type = targets.period_type
        and expectations.period_start_date = targets.period_start_date
    inner join weeks on expectations.made_date = weeks.made_date
    left join stated
        on
        expectations.made_date = stated.made_date
        and expectations.period_type = stated.period_type
        and expectations.period_start_date = stated.period_start_date
        and expectations.forecast_level = stated.forecast_level
        and expectations.member_name = stated.member_name
    left join experience
        on
        expectations.made_date = experience.made_date
        and expectations.forecast_level = experience.forecast_level
        and expectations.member_name = experience.member_name
    left join qualified
        on
        expectations.made_date = qualified.made_date
        and expectations.forecast_level = qualified.forecast_level
        and expectations.member_name = qualified.member_name

),

{%- set methods = {
    'weighted': ('expected_open_amount', 'expected_unknown_amount'),
    'crm_probability': ('probable_amount', '0'),
    'commit': ('commit_amount', '0'),
    'most_likely': ('commit_amount + most_likely_amount', '0'),
    'best_case': ('commit_amount + most_likely_amount + best_case_amount', '0'),
    'velocity': ('velocity_amount', '0'),
    'run_rate': ('run_rate_amount', '0'),
} %}

methods as (
    {%- for method, (open_part, unknown_part) in methods.items() %}

        select
            made_date,
            period_type,
            period_start_date,
            period_end_date,
            forecast_level,
            member_name,
            '{{ method }}' as forecast_method,
            days_of_history,
            won_amount,
            {{ open_part }} as open_amount,
            {{ unknown_part }} as unknown_amount
        from together
        {% if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}

)

select * from methods
