with

credits as (

    select * from {{ ref('fct_attribution_months') }}

),

{{ credit_by('owner_key') }},

named as (

    select
        earned.*,
        coalesce(reps.rep_name, earned.owner_key) as rep_name,
        coalesce(reps.team_name, '(not set)') as team_name

    from earned
    left join {{ ref('dim_sales_reps') }} as reps on earned.owner_key = reps.owner_key

)

select * from named
