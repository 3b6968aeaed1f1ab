with

spells as (

    select * from {{ ref('int_crm__opportunity_spells') }}

),

assignments as (

    select * from {{ ref('dim_rep_assignments') }}

),

fx_rates as (

    select * from {{ ref('int_finance__fx_rates') }}

),

-- While it is open, a deal is worth something else when an exchange rate changes, and belongs to
-- another team when its rep does. Once decided it keeps what it had.
moments as (

    select
        opportunity_key,
        changed_date,
        changed_date as from_date
    from spells

    union

    select
        spells.opportunity_key,
        spells.changed_date,
        fx_rates.valid_from as from_date
    from spells
    inner join fx_rates
        on
        spells.currency_code = fx_rates.currency_code
        and spells.changed_date < fx_rates.valid_from
        and spells.next_changed_date > fx_rates.valid_from
    where spells.deal_status = 'open' and fx_rates.valid_from <= {{ as_of() }}

    union

    select
        spells.opportunity_key,
        spells.changed_date,
        assignments.valid_from as from_date
    from spells
    inner join assignments
        on
        spells.owner_key = assignments.owner_key
        and spells.changed_date < assignments.valid_from
        and spells.next_changed_date > assignments.valid_from
    where spells.deal_status = 'open' and assignments.valid_from <= {{ as_of() }}

),

priced as (

    select
        spells.*,
        moments.from_date,
        coalesce(assignments.team_name, '(not set)') as team_name,
        coalesce(assignments.region, '(not set)') as region,
        coalesce(assignments.manager_key, '(not set)') as manager_key,
        coalesce(assignments.manager_name, '(not set)') as manager_name,
        cast(spells.amount * fx_rates.rate_to_reporting as decimal(18, 2)) as reporting_amount

    from moments
    inner join spells
        on
        moments.opportunity_key = spells.opportunity_key
        and moments.changed_date = spells.changed_date
    left join fx_rates
        on
        spells.currency_code = fx_rates.currency_code
        and moments.from_date >= fx_rates.valid_from
        and moments.from_date < fx_rates.valid_to
    left join assignments
        on
        spells.owner_key = assignments.owner_key
        and moments.from_date >= assignments.valid_from
        and moments.from_date < assignments.valid_to

),

compared as (

    select
        *,
        {{ text_of([
            'stage', 'deal_status', 'forecast_category', 'owner_key', 'team_name', 'region',
            'manager_key', 'amount', 'reporting_amount', 'close_date', 'win_probability',
            'is_recorded',
        ]) }} as everything

    from priced

),

followed as (

    select
        *,
        lag(everything) over journey as everything_before,
        case when lag(stage) over journey = stage then 0 else 1 end as stage_entries,
        case
            when
                deal_status = 'open'
                and lag(deal_status) over journey = 'open'
                and lag(close_date) over journey < close_date
                then 1
            else 0
        end as pushes

    from compared
    window
        journey as (
            partition by opportunity_key
            order by from_date
        )

),

counted as (

    select
        *,
        sum(stage_entries) over so_far as stage_number,
        sum(pushes) over so_far as times_pushed

    from followed
    where everything_before is null or everything_before != everything
    window
        so_far as (
            partition by opportunity_key
            order by from_date
            rows between unbounded preceding and current row
        )

),

states as (

    select
        opportunity_key || ':' || cast(from_date as varchar) as opportunity_state_key,
        opportunity_key,
        account_key,
        opportunity_type,
        from_date,
        coalesce(
            lead(from_date) over (
                partition by opportunity_key
                order by from_date
            ),
            cast('9999-12-31' as date)
        ) as until_date,
        deal_status,
        deal_status = 'open' as is_open,
        stage,
        stage_order,
        min(from_date) over (partition by opportunity_key, stage_number) as stage_since_date,
        min(from_date) over (partition by opportunity_key) as opened_date,
        forecast_category,
        coalesce(owner_key, '(no owner)') as owner_key,
        manager_key,
        manager_name,
        team_name,
        region,
        amount,
        currency_code,
        reporting_amount,
        close_date,
        win_probability,
        cast(times_pushed as bigint) as times_pushed,
        is_recorded

    from counted

)

select * from states
