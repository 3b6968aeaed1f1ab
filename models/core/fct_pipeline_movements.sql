with

changes as (

    select
        *,
        reporting_amount_before + revalued_amount as reporting_amount_then,
        owner_key_before != owner_key
        or team_name_before != team_name
        or region_before != region as is_transfer

    from {{ ref('fct_pipeline_changes') }}

),

periods as (

    select * from {{ ref('dim_periods') }}
    where has_begun

),

scopes as (

    select 'open' as bridge_scope
    union all
    select 'closing in period' as bridge_scope

),

-- Which deals count: all that are open, or those expected to close in the period.
placed as (

    select
        changes.*,
        scopes.bridge_scope,
        periods.period_type,
        periods.period_start_date,
        scopes.bridge_scope = 'open' or coalesce(
            changes.close_date_before >= periods.period_start_date
            and changes.close_date_before <= periods.period_end_date, false
        ) as counted_before,
        scopes.bridge_scope = 'open' or coalesce(
            changes.close_date >= periods.period_start_date
            and changes.close_date <= periods.period_end_date, false
        ) as counts_now

    from changes
    inner join periods
        on
        changes.change_date >= periods.period_start_date
        and changes.change_date <= periods.period_end_date
    cross join scopes

),

-- A deal leaves from where it was, or from where its last day put it.
judged as (

    select
        *,
        was_open and counted_before as was_in,
        is_open and counts_now as is_in,
        not (was_open and counted_before) and counts_now and (is_new or was_open) as is_entry

    from placed

),

movements as (

    select
        *,
        'new' as movement,
        1 as deals,
        amount as moved_amount,
        reporting_amount as moved_reporting_amount
    from judged
    where is_new and is_entry

    union all

    select
        *,
        'reopened' as movement,
        1 as deals,
        amount as moved_amount,
        reporting_amount as moved_reporting_amount
    from judged
    where is_reopened and is_in

    union all

    select
        *,
        'moved in' as movement,
        1 as deals,
        amount as moved_amount,
        reporting_amount as moved_reporting_amount
    from judged
    where was_open and is_entry

    union all

    select
        *,
        'transferred in' as movement,
        1 as deals,
        amount_before as moved_amount,
        reporting_amount_then as moved_reporting_amount
    from judged
    where was_in and is_transfer

    union all

    select
        *,
        case when amount > amount_before then 'increased' else 'decreased' end as movement,
        0 as deals,
        amount - amount_before as moved_amount,
        reporting_amount - reporting_amount_then as moved_reporting_amount
    from judged
    where was_in and (is_in or is_exit) and amount != amount_before

    union all

    select
        *,
        'revalued' as movement,
        0 as deals,
        0 as moved_amount,
        revalued_amount as moved_reporting_amount
    from judged
    where was_in and revalued_amount != 0

    union all

    select
        *,
        'transferred out' as movement,
        -1 as deals,
        -amount_before as moved_amount,
        -reporting_amount_then as moved_reporting_amount
    from judged
    where was_in and is_transfer

    union all

    select
        *,
        'moved out' as movement,
        -1 as deals,
        -amount_before as moved_amount,
        -reporting_amount_then as moved_reporting_amount
    from judged
    where was_in and is_open and not is_in

    union all

    select
        *,
        deal_status as movement,
        -1 as deals,
        -amount as moved_amount,
        -reporting_amount as moved_reporting_amount
    from judged
    where not is_open and (was_in or is_entry)

),

-- What a rep hands over leaves where it was before; everything else happens where the deal is now.
sided as (

    select
        *,
        movement in ('transferred out', 'revalued') as is_before
    from movements

),

owned as (

    select
        bridge_scope,
        period_type,
        period_start_date,
        opportunity_key,
        change_date,
        movement,
        case when is_before then owner_key_before else owner_key end as owner_key,
        case when is_before then team_name_before else team_name end as team_name,
        case when is_before then region_before else region end as region,
        currency_code,
        cast(deals as bigint) as deals,
        cast(moved_amount as decimal(18, 2)) as amount,
        cast(moved_reporting_amount as decimal(18, 2)) as reporting_amount

    from sided

)

select * from owned
