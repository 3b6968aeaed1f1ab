-- An internal traffic filter in the state "testing" marks colleagues and lets them through.
with

source as (

    select * from {{ source('ga4', 'events') }}
    where not _is_deleted

),

unnested as (

    select
        user_pseudo_id,
        user_id,
        event_name,
        event_timestamp,
        device['category'] as device_category,
        geo['country'] as country,
        ecommerce['purchase_revenue'] as purchase_revenue,
        ecommerce['transaction_id'] as order_id,
        collected_traffic_source['manual_source'] as tagged_source,
        collected_traffic_source['manual_medium'] as tagged_medium,
        collected_traffic_source['manual_campaign_name'] as tagged_campaign,
        collected_traffic_source['manual_content'] as tagged_content,
        collected_traffic_source['manual_term'] as tagged_term,
        collected_traffic_source['gclid'] as tagged_gclid,
        collected_traffic_source['dclid'] as tagged_dclid,
        {{ keyed_value('event_params', 'ga_session_id', 'int') }} as session_number,
        {{ keyed_value('event_params', 'traffic_type') }} as traffic_type,
        {{ keyed_value('event_params', 'page_location') }} as page_url,
        {{ keyed_value('event_params', 'page_title') }} as page_title,
        {{ keyed_value('event_params', 'page_referrer') }} as referrer_url,
        {{ keyed_value('event_params', 'source') }} as event_source,
        {{ keyed_value('event_params', 'medium') }} as event_medium,
        {{ keyed_value('event_params', 'campaign') }} as event_campaign,
        {{ keyed_value('event_params', 'content') }} as event_content,
        {{ keyed_value('event_params', 'term') }} as event_term,
        {{ keyed_value('event_params', 'engaged_session_event', 'int') }} as engaged_event,
        {{ keyed_value('event_params', 'session_engaged') }} as engaged_session_text,
        {{ keyed_value('event_params', 'session_engaged', 'int') }} as engaged_session_number,
        {{ keyed_value('event_params', 'engagement_time_msec', 'number') }}
            as engagement_milliseconds,
        {{ keyed_value('event_params', 'transaction_id') }} as event_order_id,
        {{ keyed_value('event_params', 'value', 'number') }} as event_value,
        {{ keyed_value('event_params', 'currency') }} as event_currency

    from source

),

-- The five tags of an event come from one place: mixing a tagged source with a campaign from
-- elsewhere would make up a visit that never was.
events as (

    select
        -- keys
        {{ source_key('ga4', 'user_pseudo_id') }} as visitor_key,
        user_id,
        cast(null as varchar) as email,
        cast(session_number as varchar) as native_session_id,

        -- what and when
        event_name,
        make_timestamp(event_timestamp) as occurred_at,
        page_url,
        page_title,
        referrer_url,

        -- origin
        coalesce(tagged_source, event_source) as utm_source,
        case
            when tagged_source is not null then tagged_medium
            else event_medium
        end as utm_medium,
        case
            when tagged_source is not null then tagged_campaign
            else event_campaign
        end as utm_campaign,
        case
            when tagged_source is not null then tagged_content
            else event_content
        end as utm_content,
        case
            when tagged_source is not null then tagged_term
            else event_term
        end as utm_term,
        case
            when tagged_gclid is not null then 'gclid'
            when tagged_dclid is not null then 'dclid'
            else {{ url_click_id_type('page_url') }}
        end as click_id_type,

        -- visitor
        device_category,
        country,
        cast(null as varchar) as user_agent,
        cast(null as boolean) as is_bot,
        case when traffic_type = 'internal' then 'traffic filter' end as internal_reason,
        -- one browser has one id on all sites of ours that share a measurement
        cast(null as varchar) as linked_visitor_key,

        -- engagement
        coalesce(engaged_event = 1, false)
        or coalesce(engaged_session_number = 1, false)
        or coalesce(engaged_session_text = '1', false) as is_engaged,
        cast(engagement_milliseconds / 1000.0 as decimal(18, 3)) as engagement_seconds,

        -- purchase: other events carry a value too, which nobody has paid
        case
            when event_name = 'purchase'
                then coalesce(nullif(order_id, '(not set)'), nullif(event_order_id, '(not set)'))
        end as transaction_id,
        case
            when event_name = 'purchase'
                then cast(coalesce(purchase_revenue, event_value) as decimal(18, 6))
        end as revenue,
        case when event_name = 'purchase' then upper(event_currency) end as currency_code

    from unnested

)

select * from events
