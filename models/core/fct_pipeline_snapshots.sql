-- What was open on a day stays as it was unless the history of the deal reads differently now. So
-- the days before the first difference are carried over from the generation before, and the others
-- are worked out: the same rows as working all of them out, for the price of a day.
with

states as (

    select * from {{ ref('fct_opportunity_states') }}

),

days as (

    select date_day from {{ ref('dim_dates') }}
    where is_past

),

states_before as (

    {{ rows_before('fct_opportunity_states', if_whole=true) }}

),

snapshots_before as (

    {{ rows_before('fct_pipeline_snapshots', if_whole=true) }}

),

last_before as (

    select coalesce(max(snapshot_date), cast('0001-01-01' as date)) as last_date
    from snapshots_before

),

changed_states as (

    (
        select * from states
        except
        select * from states_before
    )

    union all

    (
        select * from states_before
        except
        select * from states
    )

),

changed_deals as (

    select
        opportunity_key,
        min(from_date) as changed_date
    from changed_states
    group by opportunity_key

),

carried_over as (

    select snapshots_before.*
    from snapshots_before
    left join changed_deals
        on snapshots_before.opportunity_key = changed_deals.opportunity_key
    where
        snapshots_before.snapshot_date <= {{ as_of() }}
        and (
            changed_deals.changed_date is null
            or snapshots_before.snapshot_date < changed_deals.changed_date
        )

),

worked_out as (

    select
        days.date_day as snapshot_date,
        states.opportunity_key,
        states.opportunity_state_key,
        states.account_key,
        states.opportunity_type,
        states.stage,
        states.stage_order,
        states.forecast_category,
        states.owner_key,
        states.manager_key,
        states.manager_name,
        states.team_name,
        states.region,
        states.amount,
        states.currency_code,
        states.reporting_amount,
        states.close_date,
        states.win_probability,
        states.times_pushed,
        {{ days_between('states.opened_date', 'days.date_day') }} as age_days,
        {{ days_between('states.stage_since_date', 'days.date_day') }} as days_in_stage,
        states.is_recorded

    from states
    inner join days
        on states.from_date <= days.date_day and states.until_date > days.date_day
    cross join last_before
    left join changed_deals on states.opportunity_key = changed_deals.opportunity_key
    where
        states.is_open
        and (
            days.date_day > last_before.last_date
            or days.date_day >= changed_deals.changed_date
        )

),

snapshots as (

    select * from carried_over
    union all
    select * from worked_out

)

select * from snapshots
