with

catalogue as (

    select * from {{ ref('int_campaigns__catalogue') }}

),

tops as (

    select * from {{ ref('int_campaigns__tops') }}

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

posted as (

    select
        campaign_key,
        min(source_system) as source_system,
        min(campaign_name) as campaign_name,
        min(channel) as channel

    from {{ ref('fct_social_posts') }}
    where
        campaign_key is not null
        and campaign_key not in (select catalogue.campaign_key from catalogue)
    group by campaign_key

),

campaigns as (

    select
        campaign_key,
        source_system,
        campaign_kind,
        campaign_name,
        campaign_type,
        channel,
        parent_campaign_key,
        start_date,
        end_date,
        budget_amount,
        actual_cost,
        message

    from catalogue

    union all

    -- a tag that no system lists is a campaign all the same: somebody put it on a link
    {% for kind, source in {'web': 'tagged', 'social': 'posted'}.items() %}
        select
            campaign_key,
            source_system,
            '{{ kind }}' as campaign_kind,
            campaign_name,
            cast(null as varchar) as campaign_type,
            channel,
            cast(null as varchar) as parent_campaign_key,
            cast(null as date) as start_date,
            cast(null as date) as end_date,
            cast(null as decimal(18, 4)) as budget_amount,
            cast(null as decimal(18, 4)) as actual_cost,
            cast(null as varchar) as message

        from {{ source }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

messages as (

    select * from {{ ref('messages') }}

),

message_rules as (

    select * from {{ ref('message_rules') }}
    where applies_to = 'campaign'

),

ruled as (

    select
        campaigns.campaign_key,
        message_rules.message

    from campaigns
    inner join message_rules
        on lower(campaigns.campaign_name) like lower(message_rules.pattern)
    qualify
        row_number() over (
            partition by campaigns.campaign_key order by message_rules.rule_order
        ) = 1

),

placed as (

    select
        campaigns.campaign_key,
        campaigns.source_system,
        campaigns.campaign_kind,
        coalesce(campaigns.campaign_name, '(not set)') as campaign_name,
        coalesce(campaigns.campaign_type, '(not set)') as campaign_type,
        campaigns.channel,
        campaigns.parent_campaign_key,
        coalesce(parents.campaign_name, '(none)') as parent_campaign_name,
        coalesce(tops.top_campaign_key, campaigns.campaign_key) as top_campaign_key,
        coalesce(top_campaigns.campaign_name, campaigns.campaign_name, '(not set)')
            as top_campaign_name,
        campaigns.start_date,
        campaigns.end_date,
        campaigns.budget_amount,
        campaigns.actual_cost,
        coalesce(messages.message, nullif(trim(campaigns.message), ''), ruled.message, '(not set)')
            as message,
        case
            when nullif(trim(campaigns.message), '') is not null then 'campaign'
            when ruled.message is not null then 'rule'
            else '(not set)'
        end as message_decided_by

    from campaigns
    left join messages on lower(trim(campaigns.message)) = lower(messages.message)
    left join ruled on campaigns.campaign_key = ruled.campaign_key
    left join campaigns as parents on campaigns.parent_campaign_key = parents.campaign_key
    left join tops on campaigns.campaign_key = tops.campaign_key
    left join campaigns as top_campaigns on tops.top_campaign_key = top_campaigns.campaign_key

)

select * from placed
