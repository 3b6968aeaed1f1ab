-- Every open deal at the end of every week, what was known of it then, and when it was won. What it
-- is likened to goes from the coarse to the fine: its stage; when it is due; its kind; its segment.
with

weeks as (

    select * from {{ ref('int_forecast__weeks') }}

),

snapshots as (

    select * from {{ ref('fct_pipeline_snapshots') }}

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

wins as (

    select * from {{ ref('int_forecast__wins') }}

),

open_deals as (

    select
        weeks.made_date,
        snapshots.opportunity_key,
        snapshots.team_name,
        snapshots.region,
        snapshots.stage,
        snapshots.stage_order,
        snapshots.forecast_category,
        snapshots.opportunity_type,
        coalesce(accounts.size_class, '(not set)') as segment,
        snapshots.close_date,
        snapshots.win_probability,
        snapshots.reporting_amount,
        {{ days_between('weeks.made_date', 'snapshots.close_date') }} as days_until_due

    from weeks
    inner join snapshots on weeks.made_date = snapshots.snapshot_date
    left join accounts on snapshots.account_key = accounts.account_key

),

dated as (

    select
        *,
        case
            when days_until_due is null then 'no date'
            when days_until_due <= 0 then 'overdue'
            when days_until_due <= 14 then '2 weeks'
            when days_until_due <= 28 then '4 weeks'
            when days_until_due <= 56 then '8 weeks'
            when days_until_due <= 91 then '13 weeks'
            else 'later'
        end as due_in

    from open_deals

),

next_wins as (

    select
        open_deals.made_date,
        open_deals.opportunity_key,
        min(wins.won_date) as won_date

    from open_deals
    inner join wins
        on
        open_deals.opportunity_key = wins.opportunity_key
        and open_deals.made_date < wins.won_date
    group by open_deals.made_date, open_deals.opportunity_key

),

described as (

    select
        dated.*,
        dated.stage as cell_1,
        dated.stage || '|' || dated.due_in as cell_2,
        dated.stage || '|' || dated.due_in || '|' || dated.opportunity_type as cell_3,
        dated.stage || '|' || dated.due_in || '|' || dated.opportunity_type || '|' || dated.segment
            as cell_4,
        next_wins.won_date,
        wins.won_amount,
        cast(
            ceil({{ days_between('dated.made_date', 'next_wins.won_date') }} / 7.0) as integer
        ) as weeks_to_win

    from dated
    left join next_wins
        on
        dated.made_date = next_wins.made_date
        and dated.opportunity_key = next_wins.opportunity_key
    left join wins
        on
        next_wins.opportunity_key = wins.opportunity_key
        and next_wins.won_date = wins.won_date

)

select * from described
