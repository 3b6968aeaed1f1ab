with

sessions as (

    select * from {{ ref('fct_sessions') }}
    where is_counted

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

campaigns as (

    select
        campaign_key,
        message

    from {{ ref('dim_campaigns') }}
    where message != '(not set)'

),

content as (

    select
        content_key,
        message

    from {{ ref('dim_content') }}
    where message != '(not set)'

),

-- as for touches: a list of content may name a page by its path alone, which is on every site
pages as (

    select
        page_path,
        coalesce(page_host, '(any)') as page_host,
        min(content_key) as content_key

    from {{ ref('dim_content') }}
    where page_path is not null
    group by 1, 2

),

message_rules as (

    select * from {{ ref('message_rules') }}
    where applies_to = 'ad_tag'

),

tags as (

    select distinct content as tag
    from sessions
    where content != '(not set)'

),

ruled_tags as (

    select
        tags.tag,
        message_rules.message

    from tags
    inner join message_rules on lower(tags.tag) like lower(message_rules.pattern)
    qualify
        row_number() over (partition by tags.tag order by message_rules.rule_order) = 1

),

touches as (

    -- every visit, of people nobody knows too
    select
        'session:' || sessions.session_key as touchpoint_key,
        sessions.source_system,
        'session' as touch_kind,
        sessions.person_key,
        touchpoints.account_key,
        sessions.campaign_key,
        coalesce(own_pages.content_key, any_pages.content_key) as content_key,
        sessions.content as tag,
        sessions.has_consent,
        sessions.is_engaged,
        coalesce(touchpoints.is_creditable, false) as is_creditable,
        sessions.started_at as touched_at,
        sessions.session_date as touch_date

    from sessions
    left join touchpoints on 'session:' || sessions.session_key = touchpoints.touchpoint_key
    left join pages as own_pages
        on
        sessions.landing_page = own_pages.page_path
        and sessions.hostname = own_pages.page_host
    left join pages as any_pages
        on sessions.landing_page = any_pages.page_path and any_pages.page_host = '(any)'

    union all

    select
        touchpoint_key,
        source_system,
        'other' as touch_kind,
        person_key,
        account_key,
        campaign_key,
        content_key,
        cast(null as varchar) as tag,
        true as has_consent,
        false as is_engaged,
        is_creditable,
        touched_at,
        touch_date

    from touchpoints
    where side = 'marketing' and is_creditable and touchpoint_key not like 'session:%'

),

said as (

    select
        touches.touchpoint_key,
        touches.source_system,
        touches.touch_kind,
        touches.person_key,
        touches.account_key,
        touches.campaign_key,
        touches.content_key,
        coalesce(ruled_tags.message, campaigns.message, content.message, '(not set)') as message,
        case
            when ruled_tags.message is not null then 'ad tag'
            when campaigns.message is not null then 'campaign'
            when content.message is not null then 'content'
            else '(not set)'
        end as message_decided_by,
        touches.has_consent,
        touches.is_engaged,
        touches.is_creditable,
        touches.touched_at,
        touches.touch_date

    from touches
    left join ruled_tags on touches.tag = ruled_tags.tag
    left join campaigns on touches.campaign_key = campaigns.campaign_key
    left join content on touches.content_key = content.content_key

)

select * from said
