-- How much pipeline a quota needs depends on how much of it is won: 1 / the win rate by value.
with

dates as (

    select * from {{ ref('dim_dates') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}
    where not is_closed

),

splits as (

    select * from {{ ref('fct_opportunity_splits') }}
    where split_type = 'revenue'

),

rep_periods as (

    select * from {{ ref('bridge_rep_periods') }}
    where period_type = 'quarter'

),

member_deals as (

    select * from {{ ref('fct_member_deals') }}
    where period_type = 'quarter'

),

member_quotas as (

    select * from {{ ref('fct_member_quotas') }}
    where measure = 'revenue' and period_type = 'quarter'

),

quarters as (

    select distinct
        fiscal_quarter_start_date as period_start_date,
        fiscal_quarter_end_date as period_end_date

    from dates

),

coming as (

    select * from quarters
    where period_end_date >= {{ as_of() }}
    order by period_start_date asc
    limit 2

),

past as (

    select * from quarters
    where period_end_date <= {{ as_of() }}
    order by period_start_date desc
    limit 4

),

pipeline as (

    select
        rep_periods.member_level,
        rep_periods.member_key,
        rep_periods.period_start_date,
        count(distinct opportunities.opportunity_key) as open_opportunities,
        sum(splits.reporting_amount) as pipeline_amount

    from opportunities
    inner join splits on opportunities.opportunity_key = splits.opportunity_key
    inner join rep_periods
        on
        splits.owner_key = rep_periods.owner_key
        and {{ calendar_month('opportunities.close_date') }} = rep_periods.month_start_date
        and opportunities.close_date between rep_periods.first_date and rep_periods.last_date
    group by rep_periods.member_level, rep_periods.member_key, rep_periods.period_start_date

),

-- A few decided deals say nothing about a rep yet; then the company's rate is the better guess.
history as (

    select
        member_deals.member_level,
        member_deals.member_key,
        sum(member_deals.won_amount) as past_won_amount,
        sum(member_deals.won_amount + member_deals.lost_amount) as past_decided_amount

    from member_deals
    inner join past on member_deals.period_start_date = past.period_start_date
    group by member_deals.member_level, member_deals.member_key
    having
        sum(member_deals.won_opportunities + member_deals.lost_opportunities)
        >= {{ var('win_rate_deals') }}
        or member_deals.member_level = 'company'

),

names as (

    select distinct
        member_level,
        member_key,
        member_name

    from rep_periods

),

compared as (

    select
        names.member_level,
        names.member_key,
        names.member_name,
        coming.period_start_date,
        coming.period_end_date,
        member_quotas.quota_amount,
        coalesce(member_deals.credited_amount, 0) as won_amount,
        coalesce(pipeline.open_opportunities, 0) as open_opportunities,
        coalesce(pipeline.pipeline_amount, 0) as pipeline_amount,
        case when history.member_key is null then 'company' else 'own' end as win_rate_basis,
        coalesce(history.past_won_amount, company_history.past_won_amount) as past_won_amount,
        coalesce(history.past_decided_amount, company_history.past_decided_amount)
            as past_decided_amount

    from names
    cross join coming
    left join member_quotas
        on
        names.member_level = member_quotas.member_level
        and names.member_key = member_quotas.member_key
        and coming.period_start_date = member_quotas.period_start_date
    left join member_deals
        on
        names.member_level = member_deals.member_level
        and names.member_key = member_deals.member_key
        and coming.period_start_date = member_deals.period_start_date
    left join pipeline
        on
        names.member_level = pipeline.member_level
        and names.member_key = pipeline.member_key
        and coming.period_start_date = pipeline.period_start_date
    left join history
        on names.member_level = history.member_level and names.member_key = history.member_key
    left join history as company_history on company_history.member_level = 'company'
    where member_quotas.quota_amount is not null or pipeline.open_opportunities > 0

),

rated as (

    select
        *,
        case
            when quota_amount > won_amount then cast(quota_amount - won_amount as decimal(18, 2))
            when quota_amount is not null then cast(0 as decimal(18, 2))
        end as remaining_amount,
        case
            when past_won_amount > 0 and past_decided_amount > 0
                then cast(past_decided_amount as double) / past_won_amount
        end as required_coverage_rate

    from compared

),

covered as (

    select
        member_level,
        member_key,
        member_name,
        period_start_date,
        period_end_date,
        quota_amount,
        won_amount,
        remaining_amount,
        cast(open_opportunities as bigint) as open_opportunities,
        cast(pipeline_amount as decimal(18, 2)) as pipeline_amount,
        cast(pipeline_amount as double) / nullif(remaining_amount, 0) as coverage_rate,
        win_rate_basis,
        cast(past_won_amount as decimal(18, 2)) as past_won_amount,
        cast(past_decided_amount as decimal(18, 2)) as past_decided_amount,
        required_coverage_rate,
        case
            when remaining_amount * required_coverage_rate > pipeline_amount
                then cast(
                        remaining_amount * required_coverage_rate
                        - pipeline_amount as decimal(18, 2)
                    )
            when remaining_amount * required_coverage_rate is not null
                then cast(0 as decimal(18, 2))
        end as coverage_gap_amount,
        case
            when quota_amount is null then 'no quota'
            when remaining_amount = 0 then 'met'
            when required_coverage_rate is null then 'unknown'
            when pipeline_amount >= remaining_amount * required_coverage_rate then 'covered'
            else 'short'
        end as coverage_status

    from rated

)

select * from covered
