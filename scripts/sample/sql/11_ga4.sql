-- The website as GA4 exports it to BigQuery: nested, one row per event, by the nights they arrived.
create macro param_text(name, text) as {
    'key': name,
    'value': {
        'string_value': cast(text as varchar), 'int_value': cast(null as bigint),
        'float_value': cast(null as double), 'double_value': cast(null as double)
    }
};

create macro param_int(name, number) as {
    'key': name,
    'value': {
        'string_value': cast(null as varchar), 'int_value': cast(number as bigint),
        'float_value': cast(null as double), 'double_value': cast(null as double)
    }
};

-- Of the visit whose row this is called for.
create macro params_of(url, path, referrer, milliseconds) as list_filter([
    param_text('page_location', url),
    param_text('page_title', 'Harborlight ' || path),
    case when not declines then param_int('ga_session_id', session_id) end,
    case when not declines then param_int('ga_session_number', 1) end,
    case when referrer is not null then param_text('page_referrer', referrer) end,
    case when pages > 1 then param_text('session_engaged', '1') end,
    case when milliseconds is not null then param_int('engagement_time_msec', milliseconds) end,
    case when kind = 'internal' then param_text('traffic_type', 'internal') end
], lambda param: param is not null);

create macro ga4_events(first_night, last_night) as table
with

-- What all events of a visit have in common is made once, not once per event.
chosen as (

    select
        *,
        epoch_us(started_at) as started_us,
        params_of(
            concat('https://', site, landing_path, '?' || nullif(concat_ws('&',
                case when tag_campaign is not null then tags end, click_id), '')),
            landing_path, referrer, null
        ) as entry_params,
        {
            'category': case when is_phone then 'mobile' else 'desktop' end,
            'language': 'en',
            'web_info': {
                'browser': pick('browser', visitor, ['Chrome', 'Chrome', 'Safari', 'Firefox']),
                'hostname': site
            }
        } as device,
        {
            'manual_campaign_id': case when platform = 'google_ads' and tag_fault is null
                then cast(7000000 + campaign_no as varchar) end,
            'manual_campaign_name': tag_campaign,
            'manual_source': tag_source,
            'manual_medium': tag_medium,
            'manual_term': cast(null as varchar),
            'manual_content': cast(null as varchar),
            'gclid': case when click_id[1:6] = 'gclid=' then click_id[7:] end,
            'dclid': cast(null as varchar)
        } as entry_source
    from origins
    where night between first_night and last_night and web_tool = 'ga4'

),

numbered as (

    select
        *,
        unnest(range(
            case when pages > 1 then pages + 2 else 2 end
            + cast(form_name is not null as integer)
        )) as n
    from chosen

),

steps as (

    select
        *,
        case
            when n = 0 then 'session_start'
            when n <= pages then 'page_view'
            when form_name is not null and n = pages + 1 then 'form_submit'
            else 'user_engagement'
        end as event_name,
        case when n = 0 then started_us
            when n <= pages then started_us + (n - 1) * 45000000 + n
            when form_name is not null and n = pages + 1 then epoch_us(form_at)
            else started_us + pages * 45000000 - 5000000 + n
        end as event_timestamp,
        case
            when n > pages and form_name is not null then '/forms/' || lower(form_name[1:4])
            when n <= 1 then landing_path
            else path_of(page_draw, n)
        end as path
    from numbered

)

select
    strftime(day, '%Y%m%d') as event_date,
    event_timestamp,
    event_name,
    case
        when n <= 1 then entry_params
        else params_of(
            'https://' || site || path, path, null,
            case when event_name = 'user_engagement' then pages * 21000 end
        )
    end as event_params,
    case when n > pages then user_id
        when user_id is not null and form_name is null then user_id end as user_id,
    case when not declines then pseudo_id end as user_pseudo_id,
    {'analytics_storage': case when declines then 'No' else 'Yes' end, 'uses_transient_token': 'No'}
        as privacy_info,
    device,
    {'country': country} as geo,
    {'name': tag_campaign, 'medium': tag_medium, 'source': tag_source} as traffic_source,
    case when n <= 1 then entry_source end as collected_traffic_source,
    '4021' as stream_id,
    'WEB' as platform,
    cast(null as struct(purchase_revenue double, transaction_id varchar)) as ecommerce
from steps;
