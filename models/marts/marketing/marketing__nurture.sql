with

mqls as (

    select
        *,
        cast(date_trunc('month', mql_at) as date) as month_start_date

    from {{ ref('fct_leads') }}
    where mql_at is not null

),

-- What happens at the very moment is what made the MQL, not what led to it.
touches as (

    select
        mqls.lead_key,
        count(*) as touches_before_mql,
        min(touchpoints.touched_at) as first_touched_at

    from mqls
    inner join {{ ref('fct_touchpoints') }} as touchpoints
        on
        mqls.person_key = touchpoints.person_key
        and mqls.mql_at > touchpoints.touched_at
    where touchpoints.is_creditable and touchpoints.side = 'marketing'
    group by mqls.lead_key

),

aged as (

    select
        mqls.month_start_date,
        mqls.channel,
        coalesce(touches.touches_before_mql, 0) as touches_before_mql,
        coalesce(touches.touches_before_mql, 0) >= {{ var('nurture_touches') }} as is_nurtured,
        {{ days_between('touches.first_touched_at', 'mqls.mql_at') }} as days_to_mql,
        mqls.sal_at is not null
        or mqls.sql_at is not null
        or mqls.opportunity_key is not null
        or mqls.won_at is not null as is_accepted,
        mqls.opportunity_key is not null or mqls.won_at is not null as has_opportunity,
        mqls.won_at is not null as is_won,
        mqls.won_amount

    from mqls
    left join touches on mqls.lead_key = touches.lead_key

),

counted as (

    select
        month_start_date,
        channel,
        is_nurtured,
        cast(count(*) as bigint) as mqls,
        cast(count(days_to_mql) as bigint) as touched_mqls,
        cast(sum(touches_before_mql) as bigint) as total_touches_before_mql,
        cast(coalesce(sum(days_to_mql), 0) as bigint) as total_days_to_mql,
        cast(
            percentile_cont(0.5) within group (order by days_to_mql) as double
        ) as median_days_to_mql,
        cast(count(*) filter (where is_accepted) as bigint) as sals,
        cast(count(*) filter (where has_opportunity) as bigint) as opportunities,
        cast(count(*) filter (where is_won) as bigint) as won,
        cast(coalesce(sum(won_amount), 0) as decimal(18, 2)) as won_amount

    from aged
    group by month_start_date, channel, is_nurtured

),

rated as (

    select
        *,
        cast(total_days_to_mql as double) / nullif(touched_mqls, 0) as average_days_to_mql,
        cast(total_touches_before_mql as double)
        / nullif(mqls, 0) as average_touches_before_mql,
        cast(sals as double) / nullif(mqls, 0) as sal_rate,
        cast(opportunities as double) / nullif(mqls, 0) as opportunity_rate,
        cast(won as double) / nullif(mqls, 0) as won_rate

    from counted

)

select * from rated
