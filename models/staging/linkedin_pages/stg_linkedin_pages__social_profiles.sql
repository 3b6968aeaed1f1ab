-- Four reports, each with days that another lacks. They are read again every night, so of the rows
-- of a day the newest counts.
{%- set number = "nullif(regexp_extract(%s, '([0-9]+)$', 1), '')" %}
{%- set reports = {
    'gains': 'time_bound_follower_statistic',
    'shares': 'time_bound_share_statistic',
    'views': 'time_bound_page_statistic',
} %}

with

{% for name, table in reports.items() %}
    {{ name }} as (

        select
            *,
            {{ number % 'organization_entity' }} as organization_id,
            cast(coalesce(day, start_ms) as date) as measured_date

        from {{ source('linkedin_pages', table) }}
        where not _is_deleted and coalesce(day, start_ms) is not null
        qualify
            row_number() over (
                partition by organization_entity, cast(coalesce(day, start_ms) as date)
                order by _loaded_at desc nulls last, _file desc, _row desc
            ) = 1

    ),
{% endfor %}

followers as (

    select
        {{ number % '_organization_entity_urn' }} as organization_id,
        cast(day as date) as measured_date,
        max(first_degree_size) as first_degree_size

    from {{ source('linkedin_pages', 'total_follower_statistic') }}
    where not _is_deleted
    group by all

),

organizations as (

    select * from {{ source('linkedin_pages', 'organization') }}
    where not _is_deleted

),

measured as (

    select
        organization_id,
        measured_date,
        followers.first_degree_size,
        gains.follower_gains_organic_follower_gain,
        gains.follower_gains_paid_follower_gain,
        shares.impression_count,
        shares.click_count,
        shares.like_count,
        shares.comment_count,
        shares.share_count,
        views.all_page_views

    from followers
    full join gains using (organization_id, measured_date)
    full join shares using (organization_id, measured_date)
    full join views using (organization_id, measured_date)

),

renamed as (

    select
        -- keys
        {{ source_key('linkedin_pages', 'measured.organization_id') }} as profile_key,

        -- attributes
        'linkedin' as network,
        organizations.localized_name as profile_name,

        -- measures
        measured.first_degree_size as followers,
        cast(
            list_sum([
                measured.follower_gains_organic_follower_gain,
                measured.follower_gains_paid_follower_gain
            ]) as bigint
        ) as followers_gained,
        cast(null as bigint) as followers_lost,
        measured.impression_count as impressions,
        measured.all_page_views as page_views,
        cast(
            list_sum([
                measured.click_count,
                measured.like_count,
                measured.comment_count,
                measured.share_count
            ]) as bigint
        ) as engagements,

        -- times
        measured.measured_date

    from measured
    left join organizations on measured.organization_id = organizations.id

)

select * from renamed
