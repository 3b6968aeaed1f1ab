with

performance as (

    select * from {{ ref('int_ads__reconciled_performance') }}

),

campaigns as (

    select * from {{ ref('int_ads__ad_campaigns') }}

),

ad_channels as (

    select * from {{ ref('ad_channels') }}

),

fx_rates as (

    select * from {{ ref('int_finance__fx_rates') }}

),

ad_performance as (

    select
        -- keys
        concat_ws(
            '|',
            cast(performance.performance_date as varchar),
            performance.source_system,
            performance.ad_account_key,
            performance.currency_code,
            performance.report_level,
            performance.campaign_key,
            performance.ad_group_key,
            performance.ad_key
        ) as ad_performance_key,
        performance.performance_date,
        performance.source_system,
        performance.ad_account_key,
        nullif(performance.campaign_key, '(not set)') as campaign_key,
        nullif(performance.ad_group_key, '(not set)') as ad_group_key,
        nullif(performance.ad_key, '(not set)') as ad_key,

        -- attributes
        performance.report_level,
        coalesce(campaign_channels.channel, platform_channels.channel, 'Unassigned') as channel,
        performance.currency_code,

        -- flags
        performance.is_remainder,

        -- measures
        performance.spend,
        cast(performance.spend * fx_rates.rate_to_reporting as decimal(18, 6)) as reporting_spend,
        performance.impressions,
        performance.clicks,
        performance.platform_conversions,
        performance.platform_conversion_value

    from performance

    left join campaigns
        on performance.campaign_key = campaigns.campaign_key
        and performance.source_system = campaigns.source_system

    left join ad_channels as campaign_channels
        on performance.source_system = campaign_channels.source_system
        and upper(campaigns.campaign_type) = upper(campaign_channels.campaign_type)

    left join ad_channels as platform_channels
        on performance.source_system = platform_channels.source_system
        and platform_channels.campaign_type = '*'

    left join fx_rates
        on performance.currency_code = fx_rates.currency_code
        and performance.performance_date >= fx_rates.valid_from
        and performance.performance_date < fx_rates.valid_to

)

select * from ad_performance
