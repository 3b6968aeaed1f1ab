with

credits as (

    select * from {{ ref('fct_attribution_months') }}

),

{{ credit_by('content_key') }},

named as (

    select
        earned.*,
        coalesce(content.title, earned.content_key) as content_title,
        coalesce(content.content_format, '(not set)') as content_format,
        coalesce(content.topic, '(not set)') as content_topic,
        coalesce(content.funnel_stage, '(not set)') as funnel_stage

    from earned
    left join {{ ref('dim_content') }} as content
        on earned.content_key = content.content_key

)

select * from named
