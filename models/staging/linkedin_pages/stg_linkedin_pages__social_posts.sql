{%- set number = "nullif(regexp_extract(%s, '([0-9]+)$', 1), '')" %}

with

statistics as (

    select * from {{ source('linkedin_pages', 'share_statistic') }}
    where not _is_deleted

),

statistic_posts as (

    select * from {{ source('linkedin_pages', 'ugc_post_share_statistic') }}
    where not _is_deleted

),

-- Both kinds of posts draw their numbers from one supply.
posts as (

    select
        {{ number % 'id' }} as post_id,
        coalesce(first_published_at, created_time) as posted_at
    from {{ source('linkedin_pages', 'ugc_post_history') }}
    where not _is_deleted

    union all

    select
        {{ number % 'id' }} as post_id,
        coalesce(first_published_at, created_time) as posted_at
    from {{ source('linkedin_pages', 'share_history') }}
    where not _is_deleted

),

publications as (

    select
        post_id,
        min(posted_at) as posted_at
    from posts
    group by post_id

),

organizations as (

    select * from {{ source('linkedin_pages', 'organization') }}
    where not _is_deleted

),

-- Some tables name a post by its URN, some by its number alone.
measured as (

    select
        statistics.*,
        coalesce(nullif(statistics._share_entity_urn, ''), statistic_posts.ugc_post_id) as post_urn

    from statistics
    left join statistic_posts on statistics._fivetran_id = statistic_posts.share_statistic_id

),

-- Totals since the post went out: the last of a day has all of that day, and nothing adds up.
last_of_the_day as (

    select
        *,
        {{ number % 'post_urn' }} as post_id,
        {{ number % '_organization_entity_urn' }} as organization_id

    from measured
    where {{ number % 'post_urn' }} is not null
    qualify
        row_number() over (
            partition by {{ number % 'post_urn' }}, cast(_fivetran_synced as date)
            order by _fivetran_synced desc, _file desc, _row desc
        ) = 1

),

renamed as (

    select
        -- keys
        {{ source_key('linkedin_pages', 'last_of_the_day.post_id') }} as post_key,
        {{ source_key('linkedin_pages', 'last_of_the_day.organization_id') }} as profile_key,
        cast(null as varchar) as campaign_key,

        -- attributes
        'linkedin' as network,
        organizations.localized_name as profile_name,
        'https://www.linkedin.com/feed/update/'
        || case when last_of_the_day.post_urn like 'urn:%' then '' else 'urn:li:ugcPost:' end
        || last_of_the_day.post_urn as post_url,
        cast(null as varchar) as campaign_name,

        -- measures
        last_of_the_day.impression_count as impressions,
        last_of_the_day.like_count as likes,
        last_of_the_day.comment_count as comments,
        last_of_the_day.share_count as shares,
        last_of_the_day.click_count as clicks,
        cast(null as bigint) as followers,

        -- times
        publications.posted_at,
        cast(last_of_the_day._fivetran_synced as date) as measured_date

    from last_of_the_day
    left join publications on last_of_the_day.post_id = publications.post_id
    left join organizations on last_of_the_day.organization_id = organizations.id

)

select * from renamed
