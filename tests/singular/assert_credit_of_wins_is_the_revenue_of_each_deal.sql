-- Of every won deal each kind of contributor has all of the credit, and so have the two sides
-- together; the deals and their values are those of the CRM but for refunds.
{{ config(group='joint') }}

with

sums as (

    select
        opportunity_key,
        contributor_kind,
        sum(credited_goals) as credited_goals,
        sum(credit_amount) as credit_amount

    from {{ ref('joint__win_credits') }}
    group by opportunity_key, contributor_kind

    union all

    select
        opportunity_key,
        'sides of joint__wins' as contributor_kind,
        1 as credited_goals,
        marketing_credit_amount
        + sales_credit_amount
        + partner_credit_amount
        + untouched_credit_amount as credit_amount

    from {{ ref('joint__wins') }}

),

kinds as (

    select distinct contributor_kind from sums

),

deals as (

    select
        opportunity_key,
        coalesce(reporting_amount, 0) as won_amount

    from {{ ref('fct_opportunities') }}
    where is_won and coalesce(reporting_amount, 0) >= 0

),

compared as (

    select
        deals.opportunity_key,
        kinds.contributor_kind,
        deals.won_amount,
        wins.won_amount as published_amount,
        sums.credited_goals,
        sums.credit_amount

    from deals
    cross join kinds
    full join {{ ref('joint__wins') }} as wins on deals.opportunity_key = wins.opportunity_key
    left join sums
        on
        deals.opportunity_key = sums.opportunity_key
        and kinds.contributor_kind = sums.contributor_kind

)

select * from compared
where
    won_amount is null
    or published_amount is null
    or won_amount != published_amount
    or round(coalesce(credited_goals, 0), 9) != 1
    or abs(coalesce(credit_amount, 0) - won_amount) > 0.005
