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

create view origins as
select
    visits.*,
    case
        when tag_fault = 'contradicting' then 'google'
        when tag_fault = 'missing' then null
        else case
            when platform in ('google_ads') then 'google'
            when platform = 'microsoft' then 'bing'
            when platform = 'meta' then 'facebook'
            when platform is not null then platform
            when channel = 'Organic Search' then
                share('engine', visit_id, [84, 94], ['google', 'bing', 'duckduckgo'])
            when channel = 'Organic Social' then 'linkedin.com'
            when channel = 'Referral' then 'softwarecompass.example'
            when channel = 'AI Assistants' then 'chatgpt.com'
            when channel = 'Email' then 'newsletter'
        end
    end as tag_source,
    case
        when tag_fault = 'contradicting' then 'organic'
        when tag_fault = 'missing' then null
        when channel = 'Display' then 'display'
        when channel = 'Paid Social' and platform is not null then 'paid_social'
        when platform is not null then 'cpc'
        when channel = 'Organic Search' then 'organic'
        when channel in ('Organic Social', 'Referral', 'AI Assistants') then 'referral'
        when channel = 'Email' then 'email'
    end as tag_medium,
    case
        when tag_fault is not null then null
        when platform is not null then campaign_name
        when channel = 'Email' then 'nurture'
    end as tag_campaign,
    -- half of the links without tags still carry the click id of the platform
    case
        when platform = 'google_ads'
            and (tag_fault is null or tag_fault = 'contradicting' or rnd('gclid', visit_id) < 0.5)
            then 'gclid=' || substr(md5(visit_id), 1, 20)
        when platform = 'microsoft' then 'msclkid=' || substr(md5(visit_id), 1, 20)
        when platform = 'linkedin' and tag_fault is null
            then 'li_fat_id=' || substr(md5(visit_id), 1, 20)
        when platform = 'meta' then 'fbclid=' || substr(md5(visit_id), 1, 20)
    end as click_id,
    case
        when channel = 'Organic Search' then 'https://www.google.com/'
        when channel = 'Organic Social' then 'https://www.linkedin.com/'
        when channel = 'Referral' then 'https://softwarecompass.example/rostering'
        when channel = 'AI Assistants' then 'https://chatgpt.com/'
        when platform = 'linkedin' then 'https://www.linkedin.com/'
    end as referrer,
    concat_ws('&', 'utm_source=' || tag_source, 'utm_medium=' || tag_medium,
        'utm_campaign=' || tag_campaign) as tags
from visits;

create macro ga4_events(first_night, last_night) as table
with

chosen as (

    select
        *,
        '?' || nullif(concat_ws('&', case when tag_campaign is not null then tags end, click_id), '')
            as query
    from origins
    where night between first_night and last_night

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
        case when n = 0 then epoch_us(started_at)
            when n <= pages then epoch_us(started_at) + (n - 1) * 45000000 + n
            when form_name is not null and n = pages + 1 then epoch_us(form_at)
            else epoch_us(started_at) + pages * 45000000 - 5000000 + n
        end as event_timestamp,
        case
            when n > pages and form_name is not null then '/forms/' || lower(form_name[1:4])
            when n <= 1 then pick('landing', visit_id,
                ['/', '/product', '/pricing', '/blog/overtime', '/customers', '/demo'])
            else pick('page', visit_id || '.' || n,
                ['/', '/product', '/pricing', '/blog/overtime', '/blog/fair-rosters', '/customers'])
        end as path
    from chosen
    cross join lateral range(
        case when pages > 1 then pages + 2 else 2 end
        + cast(form_name is not null as integer)
    ) as t (n)

)

select
    strftime(day, '%Y%m%d') as event_date,
    event_timestamp,
    event_name,
    list_concat(
        [
            param_text('page_location', 'https://www.harborlight.example' || path
                || case when n <= 1 then coalesce(query, '') else '' end),
            param_text('page_title', 'Harborlight ' || path)
        ],
        case when not declines
            then [param_int('ga_session_id', session_id), param_int('ga_session_number', 1)]
            else [] end,
        case when n <= 1 and referrer is not null then [param_text('page_referrer', referrer)]
            else [] end,
        case when pages > 1 then [param_text('session_engaged', '1')] else [] end,
        case when event_name = 'user_engagement'
            then [param_int('engagement_time_msec', pages * 21000)] else [] end,
        case when kind = 'internal' then [param_text('traffic_type', 'internal')] else [] end
    ) as event_params,
    case when n > pages then user_id
        when user_id is not null and form_name is null then user_id end as user_id,
    case when not declines then pseudo_id end as user_pseudo_id,
    {'analytics_storage': case when declines then 'No' else 'Yes' end, 'uses_transient_token': 'No'}
        as privacy_info,
    {
        'category': case when rnd('phone', visitor) < 0.28 then 'mobile' else 'desktop' end,
        'language': 'en',
        'web_info': {'browser': pick('browser', visitor, ['Chrome', 'Chrome', 'Safari', 'Firefox']),
            'hostname': 'www.harborlight.example'}
    } as device,
    {'country': country} as geo,
    {'name': tag_campaign, 'medium': tag_medium, 'source': tag_source} as traffic_source,
    {
        'manual_campaign_id': case
            when n <= 1 and platform = 'google_ads' and tag_fault is null
            then cast(7000000 + campaign_no as varchar) end,
        'manual_campaign_name': case when n <= 1 then tag_campaign end,
        'manual_source': case when n <= 1 then tag_source end,
        'manual_medium': case when n <= 1 then tag_medium end,
        'manual_term': cast(null as varchar),
        'manual_content': cast(null as varchar),
        'gclid': case when n <= 1 and click_id[1:6] = 'gclid=' then click_id[7:] end,
        'dclid': cast(null as varchar)
    } as collected_traffic_source,
    '4021' as stream_id,
    'WEB' as platform,
    {'purchase_revenue': cast(null as double), 'transaction_id': cast(null as varchar)} as ecommerce
from steps
order by steps.event_timestamp, steps.visit_id, steps.n;
