with

measured as (

    select * from {{ source('hootsuite', 'profiles') }}
    where not _is_deleted

),

profiles as (

    select * from {{ source('hootsuite', 'social_profiles') }}
    where not _is_deleted

),

-- The figures of a profile name no network; its posts do.
kinds_of_posts as (

    select
        external_profile_id,
        min(post_type) as post_type

    from {{ source('hootsuite', 'posts') }}
    where not _is_deleted
    group by external_profile_id

),

renamed as (

    select
        -- keys
        {{ source_key('hootsuite', 'measured.external_profile_id') }} as profile_key,

        -- attributes
        {{ network_of_kind('coalesce(profiles.type, kinds_of_posts.post_type)') }} as network,
        profiles.social_network_username as profile_name,

        -- measures
        cast(
            coalesce(
                measured.metrics['followers']['total'],
                measured.metrics['page_fans']['total'],
                measured.metrics['subscribers']['total']
            ) as bigint
        ) as followers,
        cast(
            coalesce(
                measured.metrics['followers_gained']['total'],
                measured.metrics['page_fan_adds']['total'],
                measured.metrics['new_followers']['total'],
                measured.metrics['subscribers_gained']['total']
            ) as bigint
        ) as followers_gained,
        cast(
            coalesce(
                measured.metrics['followers_lost']['total'],
                measured.metrics['page_fan_removes']['total'],
                measured.metrics['subscribers_lost']['total']
            ) as bigint
        ) as followers_lost,
        cast(
            coalesce(
                measured.metrics['page_impressions']['total'],
                measured.metrics['impressions']['total'],
                measured.metrics['views']['total']
            ) as bigint
        ) as impressions,
        cast(
            coalesce(
                measured.metrics['page_views_total']['total'],
                measured.metrics['page_views']['total'],
                measured.metrics['profile_views']['total']
            ) as bigint
        ) as page_views,
        cast(
            coalesce(
                measured.metrics['page_post_engagements']['total'],
                measured.metrics['engagements']['total'],
                measured.metrics['engagement']['total']
            ) as bigint
        ) as engagements,

        -- times
        measured.date as measured_date

    from measured
    left join profiles on measured.profile_id = profiles.id
    left join kinds_of_posts on measured.external_profile_id = kinds_of_posts.external_profile_id

)

select * from renamed
