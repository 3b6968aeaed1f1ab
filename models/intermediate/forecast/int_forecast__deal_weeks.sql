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
        case
            when snapshots.close_date is null then 'no date'
            when snapshots.close_date <= weeks.made_date then 'overdue'
            else
                case
                    when
                        {{ days_between('weeks.made_date', 'snapshots.close_date') }} <= 14
                        then '2 weeks'
                    when
                        {{ days_between('weeks.made_date', 'snapshots.close_date') }} <= 28
                        then '4 weeks'
                    when
                        {{ days_between('weeks.made_date', 'snapshots.close_date') }} <= 56
                        then '8 weeks'
                    when
                        {{ days_between('weeks.made_date', 'snapshots.close_date') }} <= 91
                        then '13 weeks'
                    else 'later'
                end
        end as due_in

    from weeks
    inner join snapshots on weeks.made_date = snapshots.snapshot_date
    left join accounts on snapshots.account_key = accounts.account_key

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
        open_deals.*,
        open_deals.stage as cell_1,
        open_deals.stage || '|' || open_deals.due_in as cell_2,
        open_deals.stage || '|' || open_deals.due_in || '|' || open_deals.opportunity_type
            as cell_3,
        open_deals.stage || '|' || open_deals.due_in || '|' || open_deals.opportunity_type
        || '|' || open_deals.segment as cell_4,
        next_wins.won_date,
        wins.won_amount,
        cast(
            ceil({{ days_between('open_deals.made_date', 'next_wins.won_date') }} / 7.0) as integer
        )
            as weeks_to_win

    from open_deals
    left join next_wins
        on
        open_deals.made_date = next_wins.made_date
        and open_deals.opportunity_key = next_wins.opportunity_key
    left join wins
        on
        next_wins.opportunity_key = wins.opportunity_key
        and next_wins.won_date = wins.won_date

)

select * from described
