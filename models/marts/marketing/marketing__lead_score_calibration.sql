with

ranks as (

    select * from {{ ref('fct_lead_score_ranks') }}

),

deciles as (

    select
        score_method,
        lead_set,
        decile,
        count(*) as leads,
        count(*) filter (where is_won) as wins,
        sum(cast(chance as decimal(18, 9))) as expected_wins,
        min(ranked_value) as lowest_value,
        max(ranked_value) as highest_value

    from ranks
    group by score_method, lead_set, decile

),

compared as (

    select
        *,
        sum(leads) over (partition by score_method, lead_set) as all_leads,
        sum(wins) over (partition by score_method, lead_set) as all_wins

    from deciles

),

published as (

    select
        score_method,
        lead_set,
        decile,
        cast(leads as bigint) as leads,
        cast(wins as bigint) as wins,
        cast(expected_wins as double) as expected_wins,
        cast(wins as double) / leads as win_rate,
        cast(expected_wins as double) / leads as expected_rate,
        cast(all_leads as bigint) as all_leads,
        cast(all_wins as bigint) as all_wins,
        cast(all_wins as double) / cast(all_leads as double) as all_win_rate,
        cast(wins as double) / leads
        / (nullif(cast(all_wins as double), 0) / cast(all_leads as double)) as lift,
        lowest_value,
        highest_value

    from compared

)

select * from published
