with

spend as (

    select
        cast(date_trunc('month', performance_date) as date) as month_start_date,
        channel,
        coalesce(campaign_key, '(no campaign)') as campaign_key,
        sum(reporting_spend) as spend,
        cast(0 as decimal(18, 6)) as campaign_cost

    from {{ ref('fct_ad_performance') }}
    group by 1, 2, 3

),

fx_rates as (

    select * from {{ ref('int_finance__fx_rates') }}
    where currency_code = '{{ var("default_currency") }}'

),

-- A campaign of the CRM through a paid channel is the ads of a platform, whose spend is known.
entered as (

    select
        campaigns.campaign_key,
        campaigns.channel,
        campaigns.actual_cost,
        coalesce(campaigns.start_date, campaigns.end_date) as cost_date

    from {{ ref('dim_campaigns') }} as campaigns
    left join {{ ref('dim_channels') }} as channels on campaigns.channel = channels.channel
    where
        campaigns.actual_cost is not null
        and not coalesce(channels.is_paid, false)

),

campaign_costs as (

    select
        cast(date_trunc('month', entered.cost_date) as date) as month_start_date,
        coalesce(entered.channel, 'Unassigned') as channel,
        entered.campaign_key,
        cast(0 as decimal(18, 6)) as spend,
        cast(entered.actual_cost * fx_rates.rate_to_reporting as decimal(18, 6)) as campaign_cost

    from entered
    inner join fx_rates
        on
        entered.cost_date >= fx_rates.valid_from
        and entered.cost_date < fx_rates.valid_to
    where entered.cost_date <= {{ as_of() }}

),

costs as (

    select * from spend
    union all
    select * from campaign_costs

),

summed as (

    select
        month_start_date,
        channel,
        campaign_key,
        cast(coalesce(sum(spend), 0) as decimal(18, 6)) as spend,
        cast(sum(campaign_cost) as decimal(18, 6)) as campaign_cost,
        cast(coalesce(sum(spend), 0) + sum(campaign_cost) as decimal(18, 6)) as total_cost

    from costs
    group by 1, 2, 3

)

select * from summed
