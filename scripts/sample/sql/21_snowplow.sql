-- North America's website as Snowplow loads it into a warehouse: the columns of atomic.events that
-- a website fills, one row per event, by the nights they arrived.
create macro snowplow_events(first_night, last_night) as table
with

chosen as (

    select
        *,
        case when pages > 1 then 2 else 1 end as views,
        concat_ws('&', case when tag_campaign is not null or tag_fault = 'contradicting' then tags end,
            click_id) as query,
        case when declines then '00000000-0000-0000-0000-000000000000'
            else uuid_of('collector ' || visitor) end as network_userid,
        -- some devices live in another time
        case when rnd('clock', visitor) < 0.02 then interval 9 day else interval 0 day end
            as clock_error,
        case
            when kind = 'internal' then '192.0.2.10'
            when not declines then '198.51.100.' || browser_no % 256
        end as user_ipaddress,
        case
            when kind = 'bot' and rnd('honest', visit_id) < 0.5
                then 'Mozilla/5.0 (compatible; SampleBot/2.1; +https://bots.example/)'
            when is_phone
                then 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15'
            else pick('browser', visitor, [
                'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/137.0.0.0',
                'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/137.0.0.0',
                'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1',
                'Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0'
            ])
        end as useragent,
        cast(to_json([{
            'spiderOrRobot': kind = 'bot',
            'category': case when kind = 'bot' then 'SPIDER_OR_ROBOT' else 'BROWSER' end,
            'reason': case when kind = 'bot' then 'FAILED_UA_INCLUDE' else 'PASSED_ALL' end
        }]) as varchar) as robot_context,
        -- the tracker did not hear that its events had arrived
        cast(mishap('sent twice', visit_id, 0.01) as integer) as times_again
    from origins
    where night between first_night and last_night and web_tool = 'snowplow'

),

-- Each page is viewed and, unless it is the only one, once pinged; the form comes last.
numbered as (

    select *, unnest(range(views * pages + cast(form_name is not null as integer))) as n
    from chosen

),

sent as (

    select *, unnest(range(1 + times_again)) as again from numbered

),

steps as (

    select
        *,
        cast(case
            when n = views * pages then form_at
            else started_at + to_seconds(n // views * 45 + n % views * 10)
        end as timestamp) as happened_at,
        case
            when n = views * pages then 'submit_form'
            when n % views = 0 then 'page_view'
            else 'page_ping'
        end as event_name,
        n < views as is_first_page,
        case
            when n = views * pages then '/forms/' || lower(form_name[1:4])
            when n < views then landing_path
            else path_of(page_draw, n // views + 1)
        end as path
    from sent

)

select
    'harborlight-us' as app_id,
    'web' as platform,
    happened_at + to_milliseconds(700 + again * 4000) as collector_tstamp,
    happened_at + clock_error as dvce_created_tstamp,
    case when event_name = 'submit_form' then 'unstruct' else event_name end as event,
    uuid_of(visit_id || '/' || n) as event_id,
    'js-3.24.0' as v_tracker,
    case when n = views * pages or form_name is null then user_id end as user_id,
    user_ipaddress,
    case when not declines then pseudo_id end as domain_userid,
    network_userid,
    'US' as geo_country,
    'https://' || site || path
    || case when is_first_page and query != '' then '?' || query else '' end as page_url,
    'Harborlight ' || path as page_title,
    case when is_first_page then referrer else 'https://' || site || landing_path end
        as page_referrer,
    'https' as page_urlscheme,
    site as page_urlhost,
    path as page_urlpath,
    case when is_first_page then nullif(query, '') end as page_urlquery,
    case
        when not is_first_page then 'internal'
        when channel = 'Organic Search' then 'search'
        when referrer like '%linkedin%' then 'social'
        when referrer is not null then 'unknown'
    end as refr_medium,
    case when is_first_page and query like 'utm_%' then tag_medium end as mkt_medium,
    case when is_first_page and query like 'utm_%' then tag_source end as mkt_source,
    case when is_first_page then tag_campaign end as mkt_campaign,
    useragent,
    case when is_phone then 'Mobile' else 'Computer' end as dvce_type,
    is_phone as dvce_ismobile,
    case when is_first_page then split_part(click_id, '=', 2) end as mkt_clickid,
    case
        when not is_first_page then null
        when click_id like 'gclid=%' then 'Google'
        when click_id like 'msclkid=%' then 'Microsoft'
    end as mkt_network,
    happened_at + clock_error + to_milliseconds(again * 4000) as dvce_sent_tstamp,
    case when not declines then session_id end as domain_sessionid,
    happened_at as derived_tstamp,
    'com.snowplowanalytics.snowplow' as event_vendor,
    event_name,
    cast(night as timestamp) + interval 86399 second as load_tstamp,
    case when event_name = 'submit_form' then cast(to_json({
        'formId': lower(form_name[1:4]),
        'formClasses': ['lead'],
        'elements': [
            {'name': 'email', 'value': form_email, 'nodeName': 'INPUT', 'type': 'email'},
            {'name': 'topic', 'value': form_name, 'nodeName': 'INPUT', 'type': 'hidden'}
        ]
    }) as varchar) end as unstruct_event_com_snowplowanalytics_snowplow_submit_form_1,
    robot_context as contexts_com_iab_snowplow_spiders_and_robots_1
from steps;
