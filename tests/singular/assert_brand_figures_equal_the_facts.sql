-- The index is made of the searches, visits, views and followers that there are.
{{ config(group='marketing') }}

with

searches as (

    select
        coalesce(sum(impressions), 0) as branded_impressions,
        coalesce(sum(clicks), 0) as branded_clicks
    from {{ ref('fct_search_performance') }}
    where is_branded

),

visits as (

    select
        count(*) as sessions,
        count(*) filter (where channel = 'Direct') as direct_sessions

    from {{ ref('fct_sessions') }}
    where has_consent and is_counted

),

followers as (

    select coalesce(sum(followers_gained), 0) as new_followers
    from {{ ref('fct_social_profiles') }}

),

pages as (

    select
        profile_key,
        cast(date_trunc('month', measured_date) as date) as month_start_date,
        sum(impressions) as impressions

    from {{ ref('fct_social_profiles') }}
    where impressions is not null
    group by profile_key, cast(date_trunc('month', measured_date) as date)

),

posts as (

    select coalesce(sum(posts.new_impressions), 0) as impressions
    from {{ ref('fct_social_posts') }} as posts
    left join pages
        on
        posts.profile_key = pages.profile_key
        and cast(date_trunc('month', posts.measured_date) as date) = pages.month_start_date
    where pages.profile_key is null

),

page_totals as (

    select coalesce(sum(impressions), 0) as impressions
    from pages

),

marts as (

    select
        coalesce(sum(branded_impressions), 0) as branded_impressions,
        coalesce(sum(branded_clicks), 0) as branded_clicks,
        coalesce(sum(sessions), 0) as sessions,
        coalesce(sum(direct_sessions), 0) as direct_sessions,
        coalesce(sum(social_impressions), 0) as social_impressions,
        coalesce(sum(new_followers), 0) as new_followers

    from {{ ref('marketing__brand_index') }}

)

select marts.branded_impressions
from marts
cross join searches
cross join visits
cross join followers
cross join posts
cross join page_totals
where
    marts.branded_impressions != searches.branded_impressions
    or marts.branded_clicks != searches.branded_clicks
    or marts.sessions != visits.sessions
    or marts.direct_sessions != visits.direct_sessions
    or marts.social_impressions != posts.impressions + page_totals.impressions
    or marts.new_followers != followers.new_followers
