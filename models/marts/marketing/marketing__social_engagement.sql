with

readings as (

    select
        *,
        cast(date_trunc('month', measured_date) as date) as month_start_date,
        coalesce(profile_key, '(not set)') as page_key,
        coalesce(new_likes, 0) + coalesce(new_comments, 0) + coalesce(new_shares, 0)
            as new_interactions

    from {{ ref('fct_social_posts') }}

),

grown as (

    select
        source_system,
        network,
        page_key,
        month_start_date,
        max(profile_name) as profile_name,
        cast(sum(new_impressions) as bigint) as impressions,
        cast(sum(new_likes) as bigint) as likes,
        cast(sum(new_comments) as bigint) as comments,
        cast(sum(new_shares) as bigint) as shares,
        cast(sum(new_clicks) as bigint) as clicks,
        cast(sum(new_interactions) as bigint) as interactions,
        cast(
            coalesce(sum(new_interactions) filter (where new_impressions is not null), 0) as bigint
        ) as counted_interactions

    from readings
    group by source_system, network, page_key, month_start_date

),

first_readings as (

    select
        *,
        cast(date_trunc('month', coalesce(posted_at, measured_date)) as date) as posted_month

    from readings
    qualify row_number() over (partition by post_key order by measured_date) = 1

),

published as (

    select
        source_system,
        network,
        page_key,
        posted_month as month_start_date,
        cast(count(*) as bigint) as posts

    from first_readings
    group by source_system, network, page_key, posted_month

),

profile_days as (

    select
        *,
        cast(date_trunc('month', measured_date) as date) as month_start_date
    from {{ ref('fct_social_profiles') }}

),

pages as (

    select
        source_system,
        network,
        profile_key as page_key,
        month_start_date,
        max(profile_name) as profile_name,
        cast(sum(followers_gained) as bigint) as followers_gained,
        cast(sum(followers_lost) as bigint) as followers_lost,
        cast(sum(impressions) as bigint) as page_impressions

    from profile_days
    group by source_system, network, profile_key, month_start_date

),

-- What a page reports of itself beats what the reports of its posts say of it.
follower_readings as (

    select
        source_system,
        network,
        profile_key as page_key,
        month_start_date,
        measured_date,
        followers,
        1 as reading_order,
        profile_key as reading_key
    from profile_days
    where followers is not null

    union all

    select
        source_system,
        network,
        page_key,
        month_start_date,
        measured_date,
        followers,
        2 as reading_order,
        post_key as reading_key
    from readings
    where followers is not null

),

last_followers as (

    select
        source_system,
        network,
        page_key,
        month_start_date,
        followers

    from follower_readings
    qualify
        row_number() over (
            partition by source_system, network, page_key, month_start_date
            order by measured_date desc, reading_order asc, reading_key asc
        ) = 1

),

{% set parts = ['grown', 'published', 'pages', 'last_followers'] -%}
months as (

    {% for part in parts %}
        select
            source_system,
            network,
            page_key,
            month_start_date
        from {{ part }}
        {% if not loop.last %}union{% endif %}
    {% endfor %}

),

measured as (

    select
        months.source_system,
        months.network,
        months.page_key as profile_key,
        coalesce(pages.profile_name, grown.profile_name, '(not set)') as profile_name,
        months.month_start_date,
        coalesce(published.posts, 0) as posts,
        grown.impressions,
        grown.likes,
        grown.comments,
        grown.shares,
        grown.clicks,
        coalesce(grown.interactions, 0) as interactions,
        coalesce(grown.counted_interactions, 0) as counted_interactions,
        pages.page_impressions,
        pages.followers_gained,
        pages.followers_lost,
        last_followers.followers

    from months
    {% for part in parts %}
        left join {{ part }}
            on
            months.source_system = {{ part }}.source_system
            and months.network = {{ part }}.network
            and months.page_key = {{ part }}.page_key
            and months.month_start_date = {{ part }}.month_start_date
    {% endfor %}

),

rated as (

    select
        *,
        cast(counted_interactions as double) / nullif(impressions, 0)
            as engagement_by_impressions_rate,
        cast(interactions as double) / nullif(followers, 0) as engagement_by_followers_rate

    from measured

)

select * from rated
