with

content_items as (

    select
        *,

        -- as people write it down: with the scheme, without it, or the path alone
        case
            when page_url like '%://%' or page_url like '/%' then trim(page_url)
            else 'https://' || nullif(trim(page_url), '')
        end as full_url

    from {{ ref('int_content__content_items') }}

),

content_formats as (

    select * from {{ ref('content_formats') }}

),

content_stages as (

    select * from {{ ref('content_stages') }}

),

messages as (

    select * from {{ ref('messages') }}

),

message_rules as (

    select * from {{ ref('message_rules') }}
    where applies_to = 'content'

),

ruled as (

    select
        content_items.content_key,
        message_rules.message

    from content_items
    inner join message_rules on lower(content_items.title) like lower(message_rules.pattern)
    qualify
        row_number() over (
            partition by content_items.content_key order by message_rules.rule_order
        ) = 1

),

described as (

    select
        content_items.content_key,
        content_items.source_system,
        coalesce(content_items.title, '(not set)') as title,
        coalesce(content_formats.content_format, 'other') as content_format,
        coalesce(content_items.topic, '(not set)') as topic,
        coalesce(content_stages.funnel_stage, '(not set)') as funnel_stage,
        case
            when lower(trim(content_items.author_team)) in ('marketing', 'sales', 'joint')
                then lower(trim(content_items.author_team))
            else '(not set)'
        end as author_team,
        case
            when content_items.author_name like '%@%' then '(address)'
            else coalesce(content_items.author_name, '(not set)')
        end as author_name,

        -- null, not (not set): what is on no page must not meet visits without one
        {{ url_host('content_items.full_url') }} as page_host,
        {{ url_path('content_items.full_url') }} as page_path,
        content_items.published_date,
        coalesce(
            messages.message, nullif(trim(content_items.message), ''), ruled.message, '(not set)'
        ) as message,
        case
            when nullif(trim(content_items.message), '') is not null then 'content'
            when ruled.message is not null then 'rule'
            else '(not set)'
        end as message_decided_by

    from content_items
    left join content_formats
        on lower(trim(content_items.format)) = content_formats.source_format
    left join content_stages
        on lower(trim(content_items.funnel_stage)) = content_stages.source_stage
    left join messages on lower(trim(content_items.message)) = lower(messages.message)
    left join ruled on content_items.content_key = ruled.content_key

)

select * from described
