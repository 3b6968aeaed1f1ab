with

session_channels as (

    select * from {{ ref('int_web__session_channels') }}

),

catalogue as (

    select * from {{ ref('int_campaigns__catalogue') }}

),

channels as (

    select * from {{ ref('channels') }}

),

tags as (

    select distinct
        session_channels.campaign,
        session_channels.channel,
        channels.is_paid,
        lower(trim(session_channels.campaign)) as campaign_text

    from session_channels
    inner join channels on session_channels.channel = channels.channel
    where
        lower(trim(session_channels.campaign)) not in (
            '', '(not set)', '(none)', '(direct)', '(organic)', '(referral)'
        )

),

campaigns as (

    select
        catalogue.campaign_key,
        catalogue.campaign_kind,
        catalogue.channel,
        coalesce(channels.is_paid, false) as is_paid,
        lower(trim(catalogue.campaign_name)) as campaign_name,
        lower(split_part(catalogue.campaign_key, ':', 2)) as campaign_id

    from catalogue
    left join channels on catalogue.channel = channels.channel

),

matches as (

    select
        tags.campaign,
        tags.channel,
        campaigns.campaign_key,
        case when tags.is_paid and campaigns.campaign_kind = 'ads' then campaigns.channel end
            as campaign_channel,
        1 as match_order

    from tags
    inner join campaigns on tags.campaign_text = campaigns.campaign_id

    union all

    -- the name alone is not enough: a newsletter may be called like an ad
    select
        tags.campaign,
        tags.channel,
        campaigns.campaign_key,
        case when tags.is_paid and campaigns.campaign_kind = 'ads' then campaigns.channel end
            as campaign_channel,
        case
            when tags.channel = campaigns.channel then 2
            when tags.is_paid and campaigns.is_paid then 3
            else 4
        end as match_order

    from tags
    inner join campaigns on tags.campaign_text = campaigns.campaign_name
    where
        tags.channel = campaigns.channel
        or (tags.is_paid and campaigns.is_paid)
        or campaigns.campaign_kind = 'crm'

),

-- A tag that means two campaigns alike means neither.
unmistakable as (

    select
        campaign,
        channel,
        campaign_key,
        campaign_channel

    from matches
    qualify
        match_order = min(match_order) over (partition by campaign, channel)
        and count(*) over (partition by campaign, channel, match_order) = 1

),

session_campaigns as (

    select
        tags.campaign,
        tags.channel,
        coalesce(unmistakable.campaign_key, 'utm:' || tags.campaign_text) as campaign_key,
        unmistakable.campaign_channel

    from tags
    left join unmistakable
        on tags.campaign = unmistakable.campaign and tags.channel = unmistakable.channel

)

select * from session_campaigns
