-- Figures are totals since a post went out. One that a network does not tell on a day is still what
-- it was when last told; only so is the next difference the growth since then. Every told value
-- begins a run of its own, which the days without one belong to.
{%- set measures = ['impressions', 'likes', 'comments', 'shares', 'clicks'] %}

with

posts as (

    select * from {{ ref('int_social__social_posts') }}

),

runs as (

    select
        {% for measure in measures %}
            count({{ measure }}) over (
                partition by post_key
                order by measured_date
                rows between unbounded preceding and current row
            ) as {{ measure }}_run,
        {% endfor %}
        *

    from posts

),

carried as (

    select
        {% for measure in measures %}
            max({{ measure }}) over (partition by post_key, {{ measure }}_run) as {{ measure }},
        {% endfor %}
        source_system,
        post_key,
        measured_date,
        coalesce(lower(network), '(not set)') as network,
        profile_key,
        profile_name,
        post_url,
        posted_at,
        campaign_key,
        campaign_name,
        followers

    from runs

),

measured as (

    select
        *,
        {% for measure in measures %}
            cast(
                {{ measure }} - coalesce(
                    lag({{ measure }}) over (partition by post_key order by measured_date), 0
                ) as bigint
            ) as new_{{ measure }},
        {% endfor %}
        lag(measured_date) over (partition by post_key order by measured_date)
            as previous_measured_date

    from carried

)

select * from measured
