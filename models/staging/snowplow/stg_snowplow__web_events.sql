{%- set ours = var('snowplow') -%}
{%- set internal_ips = ours.internal_ips | join("', '") -%}
{%- set action -%}
    unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1
{%- endset -%}
{%- set order -%}
    contexts_com_snowplowanalytics_snowplow_ecommerce_transaction_1[1]
{%- endset -%}
{%- set form -%}
    unstruct_event_com_snowplowanalytics_snowplow_submit_form_1
{%- endset -%}
with

source as (

    select
        *,
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

counted as (

    select
        *,
        {{ url_host('page_address') }} as page_host,
        -- a collector that must not set a cookie writes zeros, the same for everybody
        coalesce(
            domain_userid, nullif(network_userid, '00000000-0000-0000-0000-000000000000')
        ) as visitor_id,
        coalesce(
            contexts_nl_basjes_yauaa_context_1[1]['deviceClass'],
            contexts_nl_basjes_yauaa_context_1[1]['device_class'],
            dvce_type,
            case when dvce_ismobile then 'Mobile' end
        ) as device_class,
        coalesce(
            contexts_com_iab_snowplow_spiders_and_robots_1[1]['spiderOrRobot'],
            contexts_com_iab_snowplow_spiders_and_robots_1[1]['spider_or_robot']
        ) as is_listed_robot,
        coalesce(
            'transaction' in (event, tool_event, {{ action }}['type']) or tr_total > 0, false
        ) as is_purchase

    from source
    where
        coalesce(platform, 'web') in ('{{ ours.platforms | join("', '") }}')
        {% if ours.app_ids %}
            and app_id in ('{{ ours.app_ids | join("', '") }}')
        {% endif %}
        {% for host in ours.internal_hosts %}
            and coalesce(page_host, '-') != '{{ host }}'
        {% endfor %}
        and coalesce(user_ipaddress, '-') not in ('{{ internal_ips }}')

),

events as (

    select
        -- keys
        {{ source_key('snowplow', 'visitor_id') }} as visitor_key,
        user_id,
        list_filter(
            {{ form }}['elements'],
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

        -- engagement: a ping says that the page was in front since the last one
        cast(null as boolean) as is_engaged,
        cast(
            case when tool_event = 'page_ping' then {{ ours.heartbeat_seconds }} end
            as decimal(18, 3)
        ) as engagement_seconds,

        -- purchase
        case when is_purchase then coalesce(tr_orderid, {{ order }}['transaction_id']) end
            as transaction_id,
        case
            when is_purchase
                then coalesce(tr_total, cast({{ order }}['revenue'] as decimal(18, 6)))
        end as revenue,
        case when is_purchase then upper(coalesce(tr_currency, {{ order }}['currency'])) end
            as currency_code

    from counted

)

select * from events
