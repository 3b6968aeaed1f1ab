-- Whom forecasts are made for.
with

snapshots as (

    select distinct
        team_name,
        region
    from {{ ref('fct_pipeline_snapshots') }}

),

wins as (

    select distinct
        team_name,
        region
    from {{ ref('int_forecast__wins') }}

),

places as (

    select * from snapshots
    union
    select * from wins

),

members as (

    select
        'company' as forecast_level,
        '(all)' as member_name,
        team_name,
        region
    from places

    union all

    select
        'region' as forecast_level,
        region as member_name,
        team_name,
        region
    from places

    union all

    select
        'team' as forecast_level,
        team_name as member_name,
        team_name,
        region
    from places

)

select * from members
