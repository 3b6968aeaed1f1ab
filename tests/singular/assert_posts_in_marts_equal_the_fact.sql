-- Growth of a month adds up to what each post has in the end, and every post went out once.
{{ config(group='marketing') }}

with

last_readings as (

    select *
    from {{ ref('fct_social_posts') }}
    qualify row_number() over (partition by post_key order by measured_date desc) = 1

),

facts as (

    select
        source_system,
        network,
        coalesce(profile_key, '(not set)') as profile_key,
        count(*) as posts,
        coalesce(sum(impressions), 0) as impressions,
        coalesce(sum(likes), 0) as likes,
        coalesce(sum(comments), 0) as comments,
        coalesce(sum(shares), 0) as shares,
        coalesce(sum(clicks), 0) as clicks

    from last_readings
    group by source_system, network, coalesce(profile_key, '(not set)')

),

profiles as (

    select
        source_system,
        network,
        profile_key,
        sum(followers_gained) as followers_gained,
        sum(impressions) as page_impressions

    from {{ ref('fct_social_profiles') }}
    group by source_system, network, profile_key

),

marts as (

    select
        source_system,
        network,
        profile_key,
        sum(posts) as posts,
        coalesce(sum(impressions), 0) as impressions,
        coalesce(sum(likes), 0) as likes,
        coalesce(sum(comments), 0) as comments,
        coalesce(sum(shares), 0) as shares,
        coalesce(sum(clicks), 0) as clicks,
        sum(interactions) as interactions,
        sum(counted_interactions) as counted_interactions,
        sum(followers_gained) as followers_gained,
        sum(page_impressions) as page_impressions

    from {{ ref('marketing__social_engagement') }}
    group by source_system, network, profile_key

)

select
    marts.source_system,
    marts.network,
    marts.profile_key

from marts
full outer join facts
    on
    marts.source_system = facts.source_system
    and marts.network = facts.network
    and marts.profile_key = facts.profile_key
full outer join profiles
    on
    marts.source_system = profiles.source_system
    and marts.network = profiles.network
    and marts.profile_key = profiles.profile_key
where
    marts.profile_key is null
    or marts.posts != coalesce(facts.posts, 0)
    or marts.impressions != coalesce(facts.impressions, 0)
    or marts.likes != coalesce(facts.likes, 0)
    or marts.comments != coalesce(facts.comments, 0)
    or marts.shares != coalesce(facts.shares, 0)
    or marts.clicks != coalesce(facts.clicks, 0)
    or marts.interactions != marts.likes + marts.comments + marts.shares
    or marts.followers_gained is distinct from profiles.followers_gained
    or marts.page_impressions is distinct from profiles.page_impressions
