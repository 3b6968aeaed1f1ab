-- The API names no network but in the kind of post, and every network has names of its own for the
-- same thing.
with

posts as (

    select * from {{ source('hootsuite', 'posts') }}
    where not _is_deleted

),

profiles as (

    select * from {{ source('hootsuite', 'social_profiles') }}
    where not _is_deleted

),

-- Figures are totals since the post went out: the last of a day has all of that day. A post that
-- two profiles published together comes twice.
last_of_the_day as (

    select *
    from posts
    qualify
        row_number() over (
            partition by external_id, cast(last_refreshed as date)
            order by last_refreshed desc, external_profile_id asc
        ) = 1

),

renamed as (

    select
        -- keys
        {{ source_key('hootsuite', 'posts.external_id') }} as post_key,
        {{ source_key('hootsuite', 'posts.external_profile_id') }} as profile_key,
        {{ source_key('hootsuite', "posts.campaign['id']") }} as campaign_key,

        -- attributes
        {{ network_of_kind('coalesce(posts.post_type, profiles.type)') }} as network,
        profiles.social_network_username as profile_name,
        posts.source_link as post_url,
        posts.campaign['label'] as campaign_name,

        -- measures
        cast(
            coalesce(
                posts.metrics['impressions'],
                posts.metrics['views'],
                posts.metrics['post_views'],
                posts.metrics['video_views']
            ) as bigint
        ) as impressions,
        cast(
            coalesce(
                posts.metrics['reactions'],
                list_sum([
                    coalesce(posts.metrics['likes'], posts.metrics['favorites']),
                    posts.metrics['love'],
                    posts.metrics['care'],
                    posts.metrics['haha'],
                    posts.metrics['wow'],
                    coalesce(posts.metrics['sad'], posts.metrics['sorry']),
                    coalesce(posts.metrics['angry'], posts.metrics['anger'])
                ])
            ) as bigint
        ) as likes,
        cast(coalesce(posts.metrics['comments'], posts.metrics['replies']) as bigint) as comments,
        cast(
            list_sum([
                coalesce(
                    posts.metrics['shares'],
                    posts.metrics['retweets'],
                    posts.metrics['reposts'],
                    posts.metrics['repins']
                ),
                posts.metrics['quotes']
            ]) as bigint
        ) as shares,
        cast(
            coalesce(
                posts.metrics['clicks'],
                posts.metrics['link_clicks'],
                posts.metrics['url_clicks']
            ) as bigint
        ) as clicks,
        cast(null as bigint) as followers,

        -- times
        posts.created_at as posted_at,
        cast(posts.last_refreshed as date) as measured_date

    from last_of_the_day as posts
    left join profiles on posts.profile_id = profiles.id

)

select * from renamed
