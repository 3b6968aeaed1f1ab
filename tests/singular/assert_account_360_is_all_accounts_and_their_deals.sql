-- Every company is there once, with each of its open and won deals; deals of none are left out.
{{ config(group='joint') }}

with

accounts as (

    select account_key from {{ ref('dim_accounts') }}

),

facts as (

    select
        account_key,
        count(*) filter (where not is_closed) as open_opportunities,
        coalesce(sum(reporting_amount) filter (where not is_closed), 0) as open_amount,
        coalesce(sum(reporting_amount) filter (where is_won), 0) as won_amount

    from {{ ref('fct_opportunities') }}
    where account_key is not null
    group by account_key

),

paid as (

    select
        customer_key as account_key,
        value_end

    from {{ ref('fct_customer_months') }}
    where month_start_date = cast(date_trunc('month', {{ as_of() }}) as date)

),

compared as (

    select
        accounts.account_key,
        mart.account_key is not null as is_there,
        coalesce(facts.open_opportunities, 0) = mart.open_opportunities
        and coalesce(facts.open_amount, 0) = mart.open_amount
        and coalesce(facts.won_amount, 0) = mart.won_amount
        and coalesce(paid.value_end, 0) = mart.value_end as is_same

    from accounts
    left join {{ ref('joint__account_360') }} as mart on accounts.account_key = mart.account_key
    left join facts on accounts.account_key = facts.account_key
    left join paid on accounts.account_key = paid.account_key

)

select * from compared
where not is_there or not is_same
