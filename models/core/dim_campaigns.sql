with

catalogue as (

    select * from {{ ref('int_campaigns__catalogue') }}

),

tagged as (

    select
        campaign_key,
        min(source_system) as source_system,
        min(campaign) as campaign_name,
        min(channel) as channel

    from {{ ref('fct_sessions') }}
    where campaign_key like 'utm:%'
    group by campaign_key

),

campaigns as (

    select
        campaign_key,
        source_system,
        campaign_kind,
        coalesce(campaign_name, '(not set)') as campaign_name,
        coalesce(campaign_type, '(not set)') as campaign_type,
        channel,
        parent_campaign_key,
        start_date,
        end_date,
        budget_amount,
        actual_cost

    from catalogue

    union all

    -- a tag that no system lists is a campaign all the same: somebody put it on a link
    select
        campaign_key,
        source_system,
        'web' as campaign_kind,
        campaign_name,
        '(not set)' as campaign_type,
        channel,
        cast(null as varchar) as parent_campaign_key,
        cast(null as date) as start_date,
        cast(null as date) as end_date,
        cast(null as decimal(18, 4)) as budget_amount,
        cast(null as decimal(18, 4)) as actual_cost

    from tagged

)

select * from campaigns
