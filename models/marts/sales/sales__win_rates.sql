with

closed as (

    select
        opportunities.*,
        coalesce(companies.size_class, '(not set)') as size_class,
        coalesce(
            dates.fiscal_quarter_start_date,
            cast(date_trunc('quarter', opportunities.close_date) as date)
        ) as fiscal_quarter_start_date

    from {{ ref('fct_opportunities') }} as opportunities
    left join {{ ref('dim_dates') }} as dates on opportunities.close_date = dates.date_day
    left join {{ ref('dim_accounts') }} as companies
        on opportunities.account_key = companies.account_key
    where
        opportunities.is_closed
        and opportunities.close_date is not null
        and coalesce(opportunities.reporting_amount >= 0, true)

),

engagement as (

    select * from {{ ref('fct_opportunity_engagement') }}

),

-- An objection raised on a deal three times is one on which it was raised.
objections as (

    select distinct
        opportunity_key,
        objection_type

    from {{ ref('fct_objections') }}

),

factors as (
    {% for factor in ['competitor', 'lead_source', 'product_line', 'size_class', 'region'] %}

        select
            opportunity_key,
            '{{ factor }}' as factor,
            {{ factor }} as factor_value

        from closed

        union all
    {% endfor %}
    {% for factor in ['demos', 'case_studies', 'roi_talks', 'meetings', 'proposals'] %}

        select
            opportunity_key,
            '{{ factor }}' as factor,
            case when {{ factor }} > 0 then 'yes' else 'no' end as factor_value

        from engagement

        union all
    {% endfor %}

    select
        opportunity_key,
        'objection' as factor,
        objection_type as factor_value

    from objections

    union all

    select
        closed.opportunity_key,
        'objection' as factor,
        '(none)' as factor_value

    from closed
    left join objections on closed.opportunity_key = objections.opportunity_key
    where objections.opportunity_key is null

),

counted as (

    select
        closed.fiscal_quarter_start_date,
        closed.opportunity_type,
        factors.factor,
        factors.factor_value,
        count(*) filter (where closed.is_won) as won_opportunities,
        count(*) filter (where closed.is_lost) as lost_opportunities,
        coalesce(sum(closed.reporting_amount) filter (where closed.is_won), 0) as won_amount,
        coalesce(sum(closed.reporting_amount), 0) as decided_amount

    from closed
    inner join factors on closed.opportunity_key = factors.opportunity_key
    group by
        closed.fiscal_quarter_start_date,
        closed.opportunity_type,
        factors.factor,
        factors.factor_value

),

quarters as (

    select
        fiscal_quarter_start_date,
        opportunity_type,
        count(*) filter (where is_won) as won_opportunities,
        count(*) as decided_opportunities

    from closed
    group by fiscal_quarter_start_date, opportunity_type

),

compared as (

    select
        counted.fiscal_quarter_start_date,
        counted.opportunity_type,
        counted.factor,
        counted.factor_value,
        cast(counted.won_opportunities as bigint) as won_opportunities,
        cast(counted.lost_opportunities as bigint) as lost_opportunities,
        cast(counted.won_opportunities + counted.lost_opportunities as bigint)
            as decided_opportunities,
        cast(counted.won_amount as decimal(18, 2)) as won_amount,
        cast(counted.decided_amount as decimal(18, 2)) as decided_amount,
        cast(quarters.won_opportunities - counted.won_opportunities as bigint)
            as other_won_opportunities,
        cast(
            quarters.decided_opportunities
            - counted.won_opportunities
            - counted.lost_opportunities
            as bigint
        ) as other_decided_opportunities

    from counted
    inner join quarters
        on
        counted.fiscal_quarter_start_date = quarters.fiscal_quarter_start_date
        and counted.opportunity_type = quarters.opportunity_type

),

rated as (

    select
        *,
        cast(won_opportunities as double) / decided_opportunities as win_rate,
        cast(won_amount as double) / nullif(cast(decided_amount as double), 0) as value_win_rate,
        cast(other_won_opportunities as double)
        / nullif(other_decided_opportunities, 0) as other_win_rate

    from compared

)

select * from rated
