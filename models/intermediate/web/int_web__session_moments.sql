{%- set moment_columns = {
    'entry': 'started_at', 'origin': 'origin_at', 'email': 'email_at', 'user': 'user_at'
} -%}
with

sessions as (

    select * from {{ ref('int_web__session_bounds') }}

),

events as (

    select * from {{ ref('int_web__owned_events') }}

),

-- A pool of visitors without consent has no entry, origin or name of its own.
moments as (
    {%- for moment, moment_at in moment_columns.items() %}

        select
            session_key,
            owner_key,
            session_id,
            '{{ moment }}' as moment,
            {{ moment_at }} as moment_at

        from sessions
        where not is_pooled and {{ moment_at }} is not null
        {%- if not loop.last %}

            union all
        {%- endif %}
    {%- endfor %}

),

-- Several events may share the instant: first those that have what the moment is about, then
-- by all they say, so that the choice never hangs on the order of the rows.
chosen as (

    select
        moments.session_key,
        moments.moment,
        events.*

    from events
    inner join moments
        on events.owner_key = moments.owner_key
        and events.session_id is not distinct from moments.session_id
        and events.occurred_at = moments.moment_at
    qualify
        row_number() over (
            partition by moments.session_key, moments.moment
            order by
                case
                    when moments.moment = 'origin' and events.utm_source is not null then 1
                    when moments.moment = 'origin' and events.has_other_tags then 2
                    when moments.moment = 'email' and events.email is not null then 1
                    when moments.moment = 'user' and events.user_id is not null then 1
                    else 3
                end,
                events.page_url nulls last,
                events.referrer_url nulls last,
                events.utm_source nulls last,
                events.utm_medium nulls last,
                events.utm_campaign nulls last,
                events.utm_content nulls last,
                events.utm_term nulls last,
                events.click_id_type nulls last,
                events.device_category nulls last,
                events.country nulls last,
                events.user_agent nulls last,
                events.email nulls last,
                events.user_id nulls last
        ) = 1

),

session_moments as (

    select
        session_key,
        max(page_url) filter (where moment = 'entry') as landing_url,
        max(referrer_url) filter (where moment = 'entry') as referrer_url,
        max(device_category) filter (where moment = 'entry') as device_category,
        max(country) filter (where moment = 'entry') as country,
        max(user_agent) filter (where moment = 'entry') as user_agent,
        max(click_id_type) filter (where moment = 'entry') as entry_click_id_type,
        max(occurred_at) filter (where moment = 'origin') as origin_at,
        max(utm_source) filter (where moment = 'origin') as utm_source,
        max(utm_medium) filter (where moment = 'origin') as utm_medium,
        max(utm_campaign) filter (where moment = 'origin') as utm_campaign,
        max(utm_content) filter (where moment = 'origin') as utm_content,
        max(utm_term) filter (where moment = 'origin') as utm_term,
        max(click_id_type) filter (where moment = 'origin') as origin_click_id_type,
        max(email) filter (where moment = 'email') as email,
        max(user_id) filter (where moment = 'user') as user_id

    from chosen
    group by session_key

)

select * from session_moments
