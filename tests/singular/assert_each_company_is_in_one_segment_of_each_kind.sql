-- Every way to cut the market holds all companies of the facts and all their deals.
{{ config(group='marketing') }}

with

segments as (

    select
        segment_kind,
        sum(all_accounts) as all_accounts,
        sum(open_deals) as open_deals,
        sum(won_amount) as won_amount,
        max(engaged_accounts - reached_accounts) as engaged_too_many,
        max(reached_accounts - all_accounts) as reached_too_many

    from {{ ref('marketing__segments') }}
    group by segment_kind

),

companies as (

    select count(*) as all_accounts
    from {{ ref('dim_accounts') }}

),

deals as (

    select
        count(*) filter (where not opportunities.is_closed) as open_deals,
        coalesce(sum(opportunities.reporting_amount) filter (where opportunities.is_won), 0)
            as won_amount

    from {{ ref('fct_opportunities') }} as opportunities
    inner join {{ ref('dim_accounts') }} as companies
        on opportunities.account_key = companies.account_key

),

compared as (

    select
        segments.segment_kind,
        companies.all_accounts as expected_accounts,
        segments.all_accounts as found_accounts,
        deals.won_amount as expected_won_amount,
        segments.won_amount as found_won_amount

    from segments
    cross join companies
    cross join deals
    where
        segments.all_accounts != companies.all_accounts
        or segments.open_deals != deals.open_deals
        or segments.won_amount != deals.won_amount
        or segments.engaged_too_many > 0
        or segments.reached_too_many > 0

)

select * from compared
