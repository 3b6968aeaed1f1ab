with

credits as (

    select * from {{ ref('fct_attribution_months') }}

),

costs as (

    select * from {{ ref('fct_campaign_costs') }}

),

{{ returns_by('channel') }}

select * from returns
