{%- set ours = var('snowplow') -%}
{%- set listed = {} -%}
{%- for name in ['platforms', 'app_ids', 'internal_hosts', 'internal_ips'] -%}
    {%- do listed.update({name: "'" ~ ours[name] | join("', '") ~ "'"}) -%}
{%- endfor -%}
with

source as (

    select
        *,
        unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1
            as ecommerce_action,
        contexts_com_snowplowanalytics_snowplow_ecommerce_transaction_1[1] as ecommerce_order,
        unstruct_event_com_snowplowanalytics_snowplow_submit_form_1 as sent_form,
        contexts_com_iab_snowplow_spiders_and_robots_1[1] as robot_check,
        contexts_nl_basjes_yauaa_context_1[1] as agent,
        coalesce(
            page_url,
            coalesce(page_urlscheme, 'https') || '://' || page_urlhost
            || coalesce(page_urlpath, '/') || coalesce('?' || page_urlquery, '')
        ) as page_address,
        coalesce(
            page_referrer,
            coalesce(refr_urlscheme, 'https') || '://' || refr_urlhost
            || coalesce(refr_urlpath, '/')
        ) as referrer_address,
        case
            when event = 'struct' then coalesce(lower(se_action), 'struct')
            else coalesce(event_name, event)
        end as tool_event

    from {{ source('snowplow', 'events') }}
    where not _is_deleted

),

addressed as (

    select
        *,
        {{ url_host('page_address') }} as page_host

    from source

),

counted as (

    select
        *,
        -- a collector that must not set a cookie writes zeros, the same for everybody
        coalesce(
            domain_userid, nullif(network_userid, '00000000-0000-0000-0000-000000000000')
        ) as visitor_id,
        coalesce(
            agent['deviceClass'],
            agent['device_class'],
            dvce_type,
            case when dvce_ismobile then 'Mobile' end
        ) as device_class,
        coalesce(robot_check['spiderOrRobot'], robot_check['spider_or_robot']) as is_listed_robot,
        coalesce(
            'transaction' in (event, tool_event, ecommerce_action['type']) or tr_total > 0, false
        ) as is_purchase

    from addressed
    where
        coalesce(platform, 'web') in ({{ listed.platforms }})
        and ('' in ({{ listed.app_ids }}) or app_id in ({{ listed.app_ids }}))

),

events as (

    select
        -- keys
        {{ source_key('snowplow', 'visitor_id') }} as visitor_key,
        user_id,
        list_filter(
            sent_form['elements'],
            lambda field: lower(concat_ws(' ', field['type'], field['name'])) like '%mail%'
            and field['value'] like '%_@_%._%'
        )[1]['value'] as email,
        domain_sessionid as native_session_id,

        -- what and when: nothing happens after the collector has heard of it
        case
            when is_purchase then 'purchase'
            when tool_event = 'submit_form' then 'form_submit'
            else tool_event
        end as event_name,
        least(derived_tstamp, collector_tstamp) as occurred_at,
        page_address as page_url,
        page_title,
        case when coalesce(refr_medium, '') != 'internal' then referrer_address end as referrer_url,

        -- origin
        mkt_source as utm_source,
        mkt_medium as utm_medium,
        mkt_campaign as utm_campaign,
        mkt_content as utm_content,
        mkt_term as utm_term,
        coalesce(
            {{ url_click_id_type('page_address') }},
            case
                when mkt_clickid is null then null
                when lower(mkt_network) = 'google' then 'gclid'
                when lower(mkt_network) = 'microsoft' then 'msclkid'
                when lower(mkt_network) = 'doubleclick' then 'dclid'
            end
        ) as click_id_type,

        -- visitor
        case
            when lower(device_class) in ('desktop', 'computer') then 'desktop'
            when lower(device_class) in ('phone', 'mobile') then 'mobile'
            when lower(device_class) != 'unknown' then lower(device_class)
        end as device_category,
        geo_country as country,
        useragent as user_agent,
        coalesce(is_listed_robot, false) or coalesce(lower(device_class) like 'robot%', false)
            as is_bot,
        case
            when page_host in ({{ listed.internal_hosts }}) then 'host'
            when user_ipaddress in ({{ listed.internal_ips }}) then 'address'
        end as internal_reason,
        case
            when domain_userid is not null then {{ source_key('snowplow', 'refr_domain_userid') }}
        end as linked_visitor_key,

        -- engagement: a ping says that the page was in front since the last one
        cast(null as boolean) as is_engaged,
        cast(
            case when tool_event = 'page_ping' then {{ ours.heartbeat_seconds }} end
            as decimal(18, 3)
        ) as engagement_seconds,

        -- purchase
        case when is_purchase then coalesce(tr_orderid, ecommerce_order['transaction_id']) end
            as transaction_id,
        case
            when is_purchase
                then coalesce(tr_total, cast(ecommerce_order['revenue'] as decimal(18, 6)))
        end as revenue,
        case when is_purchase then upper(coalesce(tr_currency, ecommerce_order['currency'])) end
            as currency_code

    from counted

)

select * from events
