with

states as (

    select * from {{ ref('fct_opportunity_states') }}

),

-- A deal that was opened and decided between two evenings was in the pipeline, too.
compared as (

    select
        opportunity_state_key as pipeline_change_key,
        opportunity_key,
        from_date as change_date,
        currency_code,
        deal_status,
        is_open,
        coalesce(lag(deal_status) over journey, '(none)') as deal_status_before,
        coalesce(lag(is_open) over journey, false) as was_open,
        lag(deal_status) over journey is null as is_new,
        coalesce(lag(stage) over journey, '(none)') as stage_before,
        stage,
        lag(owner_key) over journey as owner_key_before,
        owner_key,
        lag(team_name) over journey as team_name_before,
        team_name,
        lag(region) over journey as region_before,
        region,
        lag(close_date) over journey as close_date_before,
        close_date,
        coalesce(lag(amount) over journey, 0) as amount_before,
        coalesce(amount, 0) as amount,
        coalesce(lag(reporting_amount) over journey, 0) as reporting_amount_before,
        coalesce(reporting_amount, 0) as reporting_amount

    from states
    window
        journey as (
            partition by opportunity_key
            order by from_date
        )

),

-- What a deal changed in value for the exchange rate alone: the amount of before at today's rate.
revalued as (

    select
        pipeline_change_key,
        opportunity_key,
        change_date,
        currency_code,
        is_new,
        was_open and not is_open as is_exit,
        not was_open and not is_new and is_open as is_reopened,
        was_open,
        is_open,
        deal_status,
        deal_status_before,
        stage_before,
        stage,
        coalesce(owner_key_before, owner_key) as owner_key_before,
        owner_key,
        coalesce(team_name_before, team_name) as team_name_before,
        team_name,
        coalesce(region_before, region) as region_before,
        region,
        close_date_before,
        close_date,
        cast(amount_before as decimal(18, 2)) as amount_before,
        cast(amount as decimal(18, 2)) as amount,
        reporting_amount_before,
        reporting_amount,
        cast(
            case
                when not was_open or amount = 0 then 0
                when amount = amount_before then reporting_amount - reporting_amount_before
                else
                    cast(amount_before as double) * cast(reporting_amount as double)
                    / cast(amount as double) - cast(reporting_amount_before as double)
            end as decimal(18, 2)
        ) as revalued_amount

    from compared
    where was_open or is_open or is_new

)

select * from revalued
