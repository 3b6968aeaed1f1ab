with

-- Deleted objects too: what they spent was spent, in the currency of their account.
accounts as (

    select
        currency,
        replace(id, 'act_', '') as account_id

    from {{ source('meta_ads', 'account_history') }}

),

deliveries as (

    select * from {{ source('meta_ads', 'basic_ad') }}
    where not _is_deleted

),

conversion_types as (

    select * from {{ ref('meta_ads_conversions') }}

),

conversions as (

    select actions.*

    from {{ source('meta_ads', 'basic_ad_actions') }} as actions
    inner join conversion_types on lower(actions.action_type) = conversion_types.action_type
    where not actions._is_deleted

),

conversion_values as (

    select action_values.*

    from {{ source('meta_ads', 'basic_ad_action_values') }} as action_values
    inner join conversion_types on lower(action_values.action_type) = conversion_types.action_type
    where not action_values._is_deleted

),

-- Where an ad belongs never changes, so whoever knows it tells it for all reports.
ads as (

    select
        ad_id,
        max(replace(account_id, 'act_', '')) as account_id,
        max(campaign_id) as campaign_id,
        max(ad_set_id) as ad_set_id,
        max(account_currency) as account_currency

    from (

        select
            ad_id,
            account_id,
            campaign_id,
            ad_set_id,
            account_currency
        from deliveries

        union all

        select
            id as ad_id,
            account_id,
            campaign_id,
            ad_set_id,
            cast(null as varchar) as account_currency
        from {{ source('meta_ads', 'ad_history') }}

    ) as known
    group by ad_id

),

-- Conversions are rows of their own: an ad may convert on a day on which it was not shown.
reports as (

    select
        ad_id,
        date,
        spend,
        impressions,
        inline_link_clicks,
        cast(null as double) as conversions,
        cast(null as double) as conversion_value
    from deliveries

    union all

    select
        ad_id,
        date,
        0 as spend,
        cast(null as bigint) as impressions,
        cast(null as bigint) as inline_link_clicks,
        value as conversions,
        cast(null as double) as conversion_value
    from conversions

    union all

    select
        ad_id,
        date,
        0 as spend,
        cast(null as bigint) as impressions,
        cast(null as bigint) as inline_link_clicks,
        cast(null as double) as conversions,
        value as conversion_value
    from conversion_values

),

renamed as (

    select
        -- keys
        {{ source_key('meta_ads', "coalesce(ads.account_id, '(not set)')") }} as ad_account_key,
        {{ source_key('meta_ads', 'ads.campaign_id') }} as campaign_key,
        {{ source_key('meta_ads', 'ads.ad_set_id') }} as ad_group_key,
        {{ source_key('meta_ads', 'reports.ad_id') }} as ad_key,

        -- attributes
        'ad' as report_level,
        coalesce(ads.account_currency, accounts.currency) as currency_code,

        -- measures
        cast(reports.spend as decimal(18, 6)) as spend,
        reports.impressions,
        reports.inline_link_clicks as clicks,
        cast(reports.conversions as decimal(18, 6)) as platform_conversions,
        cast(reports.conversion_value as decimal(18, 6)) as platform_conversion_value,

        -- times
        reports.date as performance_date

    from reports
    left join ads on reports.ad_id = ads.ad_id
    left join accounts on ads.account_id = accounts.account_id

)

select * from renamed
