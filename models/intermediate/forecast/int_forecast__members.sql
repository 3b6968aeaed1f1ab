-- Whom forecasts are made for, and from when on: nobody forecasts for a team that is not there yet.
with

known as (

    select
        team_name,
        region,
        snapshot_date as known_date
    from {{ ref('fct_pipeline_snapshots') }}

    union all

    select
        team_name,
        region,
        won_date as known_date
    from {{ ref('int_forecast__wins') }}

),

places as (

    select
        team_name,
        region,
        min(known_date) as first_date
    from known
    group by team_name, region

),

members as (

    select
        'company' as forecast_level,
        '(all)' as member_name,
        team_name,
        region,
        first_date
    from places

    union all

    select
        'region' as forecast_level,
        region as member_name,
        team_name,
        region,
        first_date
    from places

    union all

    select
        'team' as forecast_level,
        team_name as member_name,
        team_name,
        region,
        first_date
    from places

)

select * from members
