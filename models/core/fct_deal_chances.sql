with

deal_weeks as (

    select * from {{ ref('int_forecast__deal_weeks') }}

),

curves as (

    select * from {{ ref('int_forecast__win_curves') }}

),

weeks as (

    select * from {{ ref('int_forecast__weeks') }}

),

chances as (

    select
        deal_weeks.made_date,
        deal_weeks.opportunity_key,
        curves.weeks_later as within_weeks,
        deal_weeks.stage,
        deal_weeks.due_in,
        deal_weeks.opportunity_type,
        deal_weeks.segment,
        deal_weeks.reporting_amount,
        deal_weeks.win_probability as crm_probability_rate,
        curves.win_rate as chance_rate,
        case
            when {{ dbt.dateadd('week', 'curves.weeks_later', 'deal_weeks.made_date') }}
                <= {{ as_of() }}
                then coalesce(deal_weeks.weeks_to_win <= curves.weeks_later, false)
        end as is_won_within,
        weeks.days_of_history

    from deal_weeks
    inner join curves
        on
        deal_weeks.made_date = curves.made_date
        and deal_weeks.cell_4 = curves.cell_4
    inner join weeks on deal_weeks.made_date = weeks.made_date
    where curves.weeks_later in (4, 8, 12, 26)

)

select * from chances
