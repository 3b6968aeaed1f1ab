{#- What the index is made of: its name and the column it follows. -#}
{%- set parts = {
    'branded_search': 'branded_impressions',
    'direct': 'direct_sessions',
    'social_reach': 'social_impressions',
    'new_followers': 'new_followers',
} -%}
with

searches as (

    select
        cast(date_trunc('month', performance_date) as date) as month_start_date,
        coalesce(sum(impressions) filter (where is_branded), 0) as branded_impressions,
        coalesce(sum(clicks) filter (where is_branded), 0) as branded_clicks

    from {{ ref('fct_search_performance') }}
    group by cast(date_trunc('month', performance_date) as date)

),

visits as (

    select
        cast(date_trunc('month', session_date) as date) as month_start_date,
        count(*) filter (where channel = 'Direct') as direct_sessions,
        count(*) as sessions

    from {{ ref('fct_sessions') }}
    where has_consent and is_counted
    group by cast(date_trunc('month', session_date) as date)

),

social_figures as (

    select
        profile_key,
        cast(date_trunc('month', measured_date) as date) as month_start_date,
        impressions as page_impressions,
        cast(null as bigint) as post_impressions,
        followers_gained
    from {{ ref('fct_social_profiles') }}

    union all

    select
        coalesce(profile_key, '(not set)') as profile_key,
        cast(date_trunc('month', measured_date) as date) as month_start_date,
        cast(null as bigint) as page_impressions,
        new_impressions as post_impressions,
        cast(null as bigint) as followers_gained
    from {{ ref('fct_social_posts') }}

),

-- What a page reports of itself has its posts in it.
social_pages as (

    select
        profile_key,
        month_start_date,
        coalesce(sum(page_impressions), sum(post_impressions)) as social_impressions,
        sum(followers_gained) as new_followers

    from social_figures
    group by profile_key, month_start_date

),

social as (

    select
        month_start_date,
        sum(social_impressions) as social_impressions,
        sum(new_followers) as new_followers

    from social_pages
    group by month_start_date

),

months as (

    select month_start_date from searches
    union
    select month_start_date from visits
    union
    select month_start_date from social

),

measured as (

    select
        months.month_start_date,
        {{ dbt.dateadd('month', 1, 'months.month_start_date') }}
        <= {{ dbt.dateadd('day', 1, as_of()) }} as is_complete,
        cast(searches.branded_impressions as bigint) as branded_impressions,
        cast(searches.branded_clicks as bigint) as branded_clicks,
        visits.direct_sessions,
        visits.sessions,
        cast(social.social_impressions as bigint) as social_impressions,
        cast(social.new_followers as bigint) as new_followers

    from months
    left join searches on months.month_start_date = searches.month_start_date
    left join visits on months.month_start_date = visits.month_start_date
    left join social on months.month_start_date = social.month_start_date

),

numbered as (

    select
        {% for part, measure in parts.items() %}
            count({{ measure }}) over (
                order by month_start_date rows between unbounded preceding and current row
            ) as {{ part }}_month,
        {% endfor %}
        *

    from measured

),

based as (

    select
        {% for part, measure in parts.items() %}
            avg(case when {{ part }}_month <= 3 then {{ measure }} end) over ()
                as {{ part }}_base,
        {% endfor %}
        *

    from numbered

),

indexed as (

    select
        {% for part, measure in parts.items() %}
            100 * cast({{ measure }} as double) / nullif({{ part }}_base, 0)
                as {{ part }}_index,
        {% endfor %}
        *

    from based

),

joined as (

    select
        month_start_date,
        is_complete,
        branded_impressions,
        branded_clicks,
        direct_sessions,
        sessions,
        social_impressions,
        new_followers,
        {% for part in parts %}
            {{ part }}_base,
            {{ part }}_index,
        {% endfor %}
        cast(direct_sessions as double) / nullif(sessions, 0) as direct_session_rate,
        (
            {% for part in parts %}
                coalesce({{ part }}_index, 0)
                {{- ' +' if not loop.last }}
            {% endfor %}
        ) / nullif(
            {% for part in parts %}
                case when {{ part }}_index is null then 0 else 1 end
                {{- ' +' if not loop.last }}
            {% endfor %},
            0
        ) as brand_index

    from indexed

)

select * from joined
