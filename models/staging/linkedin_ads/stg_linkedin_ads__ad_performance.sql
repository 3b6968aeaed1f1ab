-- An id may come as a URN: urn:li:sponsoredCampaign:148633856.
with

-- Deleted objects too: what they spent was spent, in the currency of their account.
accounts as (

    select
        currency,
        split_part(id, ':', -1) as account_id

    from {{ source('linkedin_ads', 'account_history') }}

),

campaigns as (

    select
        split_part(id, ':', -1) as campaign_id,
        split_part(account_id, ':', -1) as account_id

    from {{ source('linkedin_ads', 'campaign_history') }}

),

creatives as (

    select
        split_part(id, ':', -1) as creative_id,
        split_part(campaign_id, ':', -1) as campaign_id

    from {{ source('linkedin_ads', 'creative_history') }}

),

campaign_report as (

    select
        *,
        split_part(campaign_id, ':', -1) as reported_campaign_id

    from {{ source('linkedin_ads', 'ad_analytics_by_campaign') }}
    where not _is_deleted

),

creative_report as (

    select
        *,
        split_part(creative_id, ':', -1) as reported_creative_id

    from {{ source('linkedin_ads', 'ad_analytics_by_creative') }}
    where not _is_deleted

),

days_of_campaigns as (

    select distinct day from campaign_report

),

reports as (

    select
        'campaign' as report_level,
        reported_campaign_id as campaign_id,
        cast(null as varchar) as creative_id,
        day,
        cost_in_local_currency,
        cost_in_usd,
        impressions,
        clicks,
        external_website_conversions,
        one_click_leads,
        conversion_value_in_local_currency

    from campaign_report

    union all

    select
        'ad' as report_level,
        creatives.campaign_id,
        creative_report.reported_creative_id as creative_id,
        creative_report.day,
        creative_report.cost_in_local_currency,
        creative_report.cost_in_usd,
        creative_report.impressions,
        creative_report.clicks,
        creative_report.external_website_conversions,
        creative_report.one_click_leads,
        creative_report.conversion_value_in_local_currency

    from creative_report
    left join creatives on creative_report.reported_creative_id = creatives.creative_id
    left join days_of_campaigns on creative_report.day = days_of_campaigns.day

    -- The campaign report of the day has its money already, under a campaign that we cannot tell.
    where creatives.campaign_id is not null or days_of_campaigns.day is null

),

billed as (

    select
        reports.*,
        campaigns.account_id,
        accounts.currency,

        -- The dollars are right whatever the account is; the local amount would be a guess.
        accounts.currency is null and reports.cost_in_usd is not null as is_in_dollars

    from reports
    left join campaigns on reports.campaign_id = campaigns.campaign_id
    left join accounts on campaigns.account_id = accounts.account_id

),

renamed as (

    select
        -- keys
        {{ source_key('linkedin_ads', "coalesce(account_id, '(not set)')") }} as ad_account_key,
        {{ source_key('linkedin_ads', 'campaign_id') }} as campaign_key,
        cast(null as varchar) as ad_group_key,
        {{ source_key('linkedin_ads', 'creative_id') }} as ad_key,

        -- attributes
        report_level,
        case when is_in_dollars then 'USD' else currency end as currency_code,

        -- measures
        cast(
            coalesce(case when is_in_dollars then cost_in_usd else cost_in_local_currency end, 0)
            as decimal(18, 6)
        ) as spend,
        impressions,
        clicks,
        cast(
            coalesce(
                external_website_conversions + one_click_leads,
                external_website_conversions,
                one_click_leads
            ) as decimal(18, 6)
        ) as platform_conversions,
        cast(
            case when not is_in_dollars then conversion_value_in_local_currency end
            as decimal(18, 6)
        ) as platform_conversion_value,

        -- times
        day as performance_date

    from billed

)

select * from renamed
