{%- set engagements = ['likes', 'comments', 'shares', 'clicks'] %}

with

posts as (

    select * from {{ ref('int_social__measured_posts') }}

),

profiles as (

    select * from {{ ref('int_social__social_profiles') }}

),

social_networks as (

    select * from {{ ref('social_networks') }}

),

other_networks as (

    select * from social_networks
    where network = '*'

),

social_posts as (

    select
        -- keys
        posts.post_key,
        posts.measured_date,
        posts.source_system,
        posts.profile_key,
        posts.campaign_key,

        -- attributes
        posts.network,
        coalesce(social_networks.channel, other_networks.channel) as channel,
        coalesce(posts.profile_name, profiles.profile_name) as profile_name,
        posts.post_url,
        posts.campaign_name,

        -- measures
        posts.impressions,
        posts.likes,
        posts.comments,
        posts.shares,
        posts.clicks,
        {{ "coalesce(posts." ~ engagements | join(", 0) + coalesce(posts.") ~ ", 0)" }}
            as engagements,
        posts.new_impressions,
        posts.new_likes,
        posts.new_comments,
        posts.new_shares,
        posts.new_clicks,
        {{ "coalesce(posts.new_" ~ engagements | join(", 0) + coalesce(posts.new_") ~ ", 0)" }}
            as new_engagements,
        coalesce(posts.followers, profiles.followers) as followers,

        -- times
        posts.posted_at,
        posts.previous_measured_date

    from posts
    left join social_networks on posts.network = social_networks.network
    left join other_networks on social_networks.network is null
    left join profiles
        on posts.profile_key = profiles.profile_key
        and posts.measured_date = profiles.measured_date

)

select * from social_posts
