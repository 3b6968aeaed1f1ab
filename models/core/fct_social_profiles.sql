with

profiles as (

    select
        *,
        lower(network) as network_name
    from {{ ref('int_social__social_profiles') }}

),

social_networks as (

    select * from {{ ref('social_networks') }}

),

other_networks as (

    select * from social_networks
    where network = '*'

),

social_profiles as (

    select
        -- keys
        profiles.profile_key,
        profiles.measured_date,
        profiles.source_system,

        -- attributes
        coalesce(profiles.network_name, '(not set)') as network,
        coalesce(social_networks.channel, other_networks.channel) as channel,
        profiles.profile_name,

        -- measures
        profiles.followers,
        profiles.followers_gained,
        profiles.followers_lost,
        profiles.impressions,
        profiles.page_views,
        profiles.engagements

    from profiles
    left join social_networks on profiles.network_name = social_networks.network
    left join other_networks on social_networks.network is null

)

select * from social_profiles
