-- Campaigns of ad platforms, e-mail tools and CRMs in one list.
with

ad_campaigns as (

    select * from {{ ref('int_ads__ad_campaigns') }}

),

ad_performance as (

    select distinct
        source_system,
        campaign_key

    from {{ ref('int_ads__ad_performance') }}
    where campaign_key is not null

),

email_campaigns as (

    select * from {{ ref('int_email__email_campaigns') }}

),

crm_campaigns as (

    select * from {{ ref('int_crm__campaigns') }}

),

ad_channels as (

    select * from {{ ref('ad_channels') }}

),

campaign_types as (

    select * from {{ ref('campaign_types') }}

),

-- A campaign that spent money is listed even when its platform never said what it is called.
ads as (

    select
        coalesce(ad_campaigns.campaign_key, ad_performance.campaign_key) as campaign_key,
        coalesce(ad_campaigns.source_system, ad_performance.source_system) as source_system,
        ad_campaigns.campaign_name,
        ad_campaigns.campaign_type,
        ad_campaigns.start_date,
        ad_campaigns.end_date

    from ad_campaigns
    full join ad_performance on ad_campaigns.campaign_key = ad_performance.campaign_key

),

catalogue as (

    select
        ads.campaign_key,
        ads.source_system,
        'ads' as campaign_kind,
        ads.campaign_name,
        ads.campaign_type,
        coalesce(by_type.channel, by_default.channel, 'Paid Other') as channel,
        cast(null as varchar) as parent_campaign_key,
        ads.start_date,
        ads.end_date,
        cast(null as decimal(18, 4)) as budget_amount,
        cast(null as decimal(18, 4)) as actual_cost,
        cast(null as varchar) as message

    from ads
    left join ad_channels as by_type
        on
        ads.source_system = by_type.source_system
        and lower(ads.campaign_type) = lower(by_type.campaign_type)
    left join ad_channels as by_default
        on ads.source_system = by_default.source_system and by_default.campaign_type = '*'

    union all

    select
        campaign_key,
        source_system,
        'email' as campaign_kind,
        coalesce(campaign_name, subject) as campaign_name,
        campaign_type,
        'Email' as channel,
        cast(null as varchar) as parent_campaign_key,
        cast(null as date) as start_date,
        cast(null as date) as end_date,
        cast(null as decimal(18, 4)) as budget_amount,
        cast(null as decimal(18, 4)) as actual_cost,
        cast(null as varchar) as message

    from email_campaigns

    union all

    select
        crm_campaigns.campaign_key,
        crm_campaigns.source_system,
        'crm' as campaign_kind,
        crm_campaigns.campaign_name,
        crm_campaigns.campaign_type,
        coalesce(campaign_types.channel, 'Unassigned') as channel,
        crm_campaigns.parent_campaign_key,
        crm_campaigns.start_date,
        crm_campaigns.end_date,
        crm_campaigns.budget_amount,
        crm_campaigns.actual_cost,
        crm_campaigns.message

    from crm_campaigns
    left join campaign_types
        on lower(trim(crm_campaigns.campaign_type)) = campaign_types.source_type

)

select * from catalogue
