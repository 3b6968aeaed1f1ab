with

accounts as (

    select * from {{ ref('dim_accounts') }}

),

-- A lead that got further passed the stages before, whether or not anybody wrote down when: so
-- that counts fall from stage to stage, and are those of sales. Money of a deal is there once,
-- however many leads it grew from.
leads as (

    select
        leads.lead_key,
        leads.lead_source_type,
        leads.channel,
        coalesce(accounts.size_class, '(not set)') as segment,
        cast(date_trunc('month', leads.created_at) as date) as cohort_month_start_date,
        case
            when
                row_number() over (
                    partition by leads.opportunity_key
                    order by leads.created_at, leads.lead_key
                ) = 1
                then leads.won_amount
        end as won_amount,
        case
            when leads.won_at is not null then 6
            when leads.opportunity_key is not null then 5
            when leads.sql_at is not null then 4
            when leads.sal_at is not null then 3
            when leads.mql_at is not null then 2
            else 1
        end as furthest_order

    from {{ ref('fct_leads') }} as leads
    left join accounts on leads.account_key = accounts.account_key
    where leads.created_at is not null

),

cohorts as (

    select
        cohort_month_start_date,
        lead_source_type,
        channel,
        segment,
        count(*) as leads,
        count(*) filter (where furthest_order >= 2) as mqls,
        count(*) filter (where furthest_order >= 3) as sals,
        count(*) filter (where furthest_order >= 4) as sqls,
        count(*) filter (where furthest_order >= 5) as opportunities,
        count(*) filter (where furthest_order >= 6) as won_leads,
        cast(coalesce(sum(won_amount), 0) as decimal(18, 2)) as won_amount

    from leads
    group by cohort_month_start_date, lead_source_type, channel, segment

),

rated as (

    select
        *,
        cast(mqls as double) / nullif(leads, 0) as mql_rate,
        cast(sals as double) / nullif(mqls, 0) as sal_rate,
        cast(sqls as double) / nullif(sals, 0) as sql_rate,
        cast(opportunities as double) / nullif(sqls, 0) as opportunity_rate,
        cast(won_leads as double) / nullif(leads, 0) as won_rate

    from cohorts

)

select * from rated
