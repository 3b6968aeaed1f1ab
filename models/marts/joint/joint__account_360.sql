with

accounts as (

    select * from {{ ref('dim_accounts') }}

),

open_deals as (

    select * from {{ ref('fct_open_opportunities') }}

),

objections as (

    select
        opportunity_key,
        count(*) as open_objections

    from {{ ref('fct_objections') }}
    where not is_resolved
    group by opportunity_key

),

pipeline as (

    select
        open_deals.account_key,
        count(*) as open_opportunities,
        count(*) filter (where open_deals.is_stalled) as stalled_opportunities,
        sum(open_deals.reporting_amount) as open_amount,
        min(open_deals.close_date) as next_close_date,
        min(open_deals.close_date) filter (where open_deals.opportunity_type = 'renewal')
            as next_renewal_date,
        min(open_deals.next_activity_at) as next_activity_at,
        sum(objections.open_objections) as open_objections

    from open_deals
    left join objections on open_deals.opportunity_key = objections.opportunity_key
    where open_deals.account_key is not null
    group by open_deals.account_key

),

-- What is agreed for the deal that is to close next; of a deal without it, that of the one after.
steps as (

    select
        account_key,
        next_step

    from open_deals
    where account_key is not null and coalesce(next_step, '(not set)') != '(not set)'
    qualify
        row_number() over (partition by account_key order by close_date, opportunity_key) = 1

),

groups as (

    select
        open_deals.account_key,
        count(distinct parts.buying_role) as covered_roles

    from open_deals
    inner join {{ ref('bridge_opportunity_people') }} as members
        on open_deals.opportunity_key = members.opportunity_key
    inner join {{ ref('buying_group_roles') }} as parts
        on members.buying_role = parts.buying_role
    where open_deals.account_key is not null
    group by open_deals.account_key

),

wanted as (

    select count(*) as wanted_roles from {{ ref('buying_group_roles') }}

),

sales as (

    select
        account_key,
        count(*) as won_opportunities,
        sum(reporting_amount) as won_amount

    from {{ ref('fct_opportunities') }}
    where is_won and account_key is not null
    group by account_key

),

months as (

    select * from {{ ref('fct_customer_months') }}
    qualify row_number() over (partition by customer_key order by month_start_date desc) = 1

),

joined as (

    select
        accounts.account_key,
        accounts.account_name,
        coalesce(accounts.industry, '(not set)') as industry,
        coalesce(accounts.country, '(not set)') as country,
        coalesce(accounts.region, '(not set)') as region,
        coalesce(accounts.size_class, '(not set)') as size_class,
        coalesce(tiers.account_tier, '(not set)') as account_tier,
        coalesce(tiers.is_target, false) as is_target,
        coalesce(accounts.owner_key, '(no owner)') as owner_key,
        coalesce(reps.rep_name, '(not set)') as owner_name,
        coalesce(reps.team_name, '(not set)') as team_name,
        engagement.known_people,
        engagement.engaged_people,
        coalesce(groups.covered_roles, 0) as covered_roles,
        case when pipeline.account_key is null then 0 else wanted.wanted_roles end as wanted_roles,
        engagement.marketing_touches_30_days,
        engagement.marketing_touches_90_days,
        engagement.sales_touches_30_days,
        engagement.sales_touches_90_days,
        engagement.last_marketing_touch_date,
        engagement.last_sales_touch_date,
        engagement.days_since_touch,
        engagement.days_since_sales_touch,
        engagement.engagement_trend,
        coalesce(pipeline.open_opportunities, 0) as open_opportunities,
        coalesce(pipeline.stalled_opportunities, 0) as stalled_opportunities,
        cast(coalesce(pipeline.open_amount, 0) as decimal(18, 2)) as open_amount,
        cast(coalesce(pipeline.open_objections, 0) as bigint) as open_objections,
        pipeline.next_close_date,
        pipeline.next_renewal_date,
        coalesce(steps.next_step, '(not set)') as next_step,
        pipeline.next_activity_at,
        accounts.customer_since_date,
        coalesce(months.is_customer_at_end, false) as is_paying,
        coalesce(sales.won_opportunities, 0) as won_opportunities,
        cast(coalesce(sales.won_amount, 0) as decimal(18, 2)) as won_amount,
        cast(coalesce(months.value_end, 0) as decimal(18, 2)) as value_end,
        cast(coalesce(months.value_year_before, 0) as decimal(18, 2)) as value_year_before,
        engagement.nps_score,
        engagement.nps_group,
        engagement.nps_date

    from accounts
    cross join wanted
    left join {{ ref('dim_account_tiers') }} as tiers
        on accounts.account_key = tiers.account_key
    left join {{ ref('dim_sales_reps') }} as reps
        on accounts.owner_key = reps.owner_key
    left join {{ ref('fct_account_engagement') }} as engagement
        on accounts.account_key = engagement.account_key
    left join pipeline on accounts.account_key = pipeline.account_key
    left join steps on accounts.account_key = steps.account_key
    left join groups on accounts.account_key = groups.account_key
    left join sales on accounts.account_key = sales.account_key
    left join months on accounts.account_key = months.customer_key

),

-- The first reason that holds, the gravest first.
reasoned as (

    select
        *,
        cast(covered_roles as double) / nullif(wanted_roles, 0) as buying_group_coverage_rate,
        case
            when not is_paying and open_opportunities = 0
                then case when won_opportunities > 0 then 'pays no more' else 'no open deal' end
            when
                nps_group = 'detractor'
                and {{ days_between('nps_date', as_of()) }} < 365
                then 'would not recommend us'
            when
                {{ days_between(as_of(), 'next_renewal_date') }} < 90
                and coalesce(days_since_sales_touch, 30) >= 30
                then 'renewal due, no word from sales'
            when coalesce(days_since_touch, {{ var('reach_days') }}) >= {{ var('reach_days') }}
                then 'nobody in touch'
            when open_objections > 0 then 'open objection'
            when stalled_opportunities > 0 then 'deal stalls'
            when is_paying and value_end < value_year_before then 'pays less than a year ago'
            when engagement_trend = 'falling' then 'fewer touches than before'
            else 'nothing against it'
        end as health_reason

    from joined

),

judged as (

    select
        *,
        case
            when health_reason = 'pays no more' then 'lapsed'
            when health_reason = 'no open deal' then 'no business'
            when
                health_reason in (
                    'would not recommend us', 'renewal due, no word from sales', 'nobody in touch'
                )
                then 'at risk'
            when health_reason = 'nothing against it' then 'good'
            else 'watch'
        end as health

    from reasoned

)

select * from judged
