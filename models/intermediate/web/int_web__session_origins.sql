with

sessions as (

    select * from {{ ref('int_web__session_bounds') }}

),

-- A tool that does not know our other sites calls a visit from there a referral.
moments as (

    select
        *,
        {{ url_host('landing_url') }} as hostname,
        {{ url_host('referrer_url') }} as referrer_host,
        case
            when lower(utm_medium) = 'referral' then {{ url_host("'https://' || utm_source") }}
        end as source_host

    from {{ ref('int_web__session_moments') }}

),

hosts as (

    select referrer_host as host_name from moments
    union
    select source_host as host_name from moments

),

own_hosts as (

    select distinct hosts.host_name

    from hosts
    inner join {{ ref('internal_domains') }} as internal_domains
        on
        hosts.host_name = internal_domains.domain
        or hosts.host_name like '%.' || internal_domains.domain

),

placed as (

    select
        moments.*,
        own_referrers.host_name is not null as is_own_referrer,
        own_sources.host_name is not null
        or coalesce(
            moments.source_host = moments.hostname
            or moments.source_host like '%.' || moments.hostname
            or moments.hostname like '%.' || moments.source_host,
            false
        ) as is_own_source

    from moments
    left join own_hosts as own_referrers on moments.referrer_host = own_referrers.host_name
    left join own_hosts as own_sources on moments.source_host = own_sources.host_name

),

entered as (

    select
        sessions.session_key,
        sessions.is_pooled,
        sessions.session_id,
        sessions.started_at,
        placed.landing_url,
        placed.hostname,
        placed.referrer_host,
        placed.entry_click_id_type,
        placed.device_category,
        placed.country,
        placed.user_agent,
        placed.user_id,
        placed.email,
        placed.origin_at,
        placed.origin_click_id_type,
        {%- for tag in ['source', 'medium', 'campaign', 'content', 'term'] %}
            case when not placed.is_own_source then placed.utm_{{ tag }} end as utm_{{ tag }},
        {%- endfor %}
        not coalesce(placed.is_own_referrer, false)
        and coalesce(
            placed.referrer_host != placed.hostname
            and placed.referrer_host not like '%.' || placed.hostname
            and placed.hostname not like '%.' || placed.referrer_host,
            placed.referrer_host is not null
        ) as enters_from_elsewhere

    from sessions
    left join placed on sessions.session_key = placed.session_key

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
