with

sessions as (

    select * from {{ ref('int_web__session_bounds') }}

),

moments as (

    select
        *,
        {{ url_host('landing_url') }} as hostname,
        {{ url_host('referrer_url') }} as referrer_host

    from {{ ref('int_web__session_moments') }}

),

entered as (

    select
        sessions.session_key,
        sessions.is_pooled,
        sessions.session_id,
        sessions.started_at,
        moments.*,
        coalesce(
            moments.referrer_host != moments.hostname
            and moments.referrer_host not like '%.' || moments.hostname
            and moments.hostname not like '%.' || moments.referrer_host,
            moments.referrer_host is not null
        ) as enters_from_elsewhere

    from sessions
    left join moments on sessions.session_key = moments.session_key

),

-- An untagged entry from another website comes from that website, whatever is tagged later on.
-- A tool with session ids of its own has looked at the referrer itself: its source goes first.
traced as (

    select
        *,
        enters_from_elsewhere
        and (utm_source is null or (session_id is null and origin_at > started_at))
            as comes_by_referrer,
        coalesce(origin_at = started_at, false) as is_tagged_at_entry

    from entered

),

origins as (

    select
        session_key,
        landing_url,
        hostname,
        referrer_host,
        case
            when is_pooled then '(not set)'
            when comes_by_referrer then referrer_host
            else utm_source
        end as source,
        case
            when is_pooled then '(not set)'
            when not comes_by_referrer then utm_medium
            when is_tagged_at_entry then coalesce(utm_medium, 'referral')
            else 'referral'
        end as medium,
        case when is_tagged_at_entry or not comes_by_referrer then utm_campaign end as campaign,
        case when is_tagged_at_entry or not comes_by_referrer then utm_content end as content,
        case when is_tagged_at_entry or not comes_by_referrer then utm_term end as term,
        coalesce(
            entry_click_id_type,
            case when is_tagged_at_entry or not comes_by_referrer then origin_click_id_type end
        ) as click_id_type,
        device_category,
        country,
        user_agent,
        user_id,
        email

    from traced

)

select * from origins
