-- Pairs are counted within quarters and added up: a ratio of sums, like every other.
with

ranks as (

    select * from {{ ref('fct_lead_score_ranks') }}

),

by_quarter as (

    select
        score_method,
        lead_set,
        quarter_start_date,
        count(*) as leads,
        count(*) filter (where is_won) as wins,
        count(*) filter (where decile = 10) as top_leads,
        count(*) filter (where decile = 10 and is_won) as top_wins,
        sum(case when is_won then cast(middle_rank as decimal(18, 1)) else 0 end) as win_ranks

    from ranks
    group by score_method, lead_set, quarter_start_date

),

paired as (

    select
        *,
        cast(wins as bigint) * cast(leads - wins as bigint) as pairs,
        win_ranks - wins * (wins + 1) / 2.0 as pairs_in_order

    from by_quarter

),

periods as (

    select
        cast(extract(year from quarter_start_date) as varchar) || '-Q'
        || cast(extract(quarter from quarter_start_date) as varchar) as judged_in,
        *
    from paired

    union all

    select
        'all' as judged_in,
        *
    from paired

),

summed as (

    select
        score_method,
        lead_set,
        judged_in,
        cast(sum(leads) as bigint) as leads,
        cast(sum(wins) as bigint) as wins,
        cast(sum(pairs) as bigint) as pairs,
        cast(sum(pairs_in_order) as double) as pairs_in_order,
        cast(sum(top_leads) as bigint) as top_decile_leads,
        cast(sum(top_wins) as bigint) as top_decile_wins

    from periods
    group by score_method, lead_set, judged_in

),

rated as (

    select
        score_method,
        lead_set,
        judged_in,
        leads,
        wins,
        cast(wins as double) / leads as win_rate,
        pairs,
        pairs_in_order,
        pairs_in_order / nullif(pairs, 0) as auc_rate,
        top_decile_leads,
        top_decile_wins,
        cast(top_decile_wins as double) / nullif(top_decile_leads, 0) as top_decile_win_rate,
        cast(top_decile_wins as double) / nullif(top_decile_leads, 0)
        / (nullif(cast(wins as double), 0) / leads) as top_decile_lift

    from summed

)

select * from rated
