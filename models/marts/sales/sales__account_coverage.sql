with

accounts as (

    select
        account_key,
        coalesce(owner_key, '(no owner)') as owner_key,
        coalesce(size_class, '(not set)') as segment,
        is_customer

    from {{ ref('dim_accounts') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

open_deals as (

    select
        account_key,
        count(*) as open_opportunities,
        sum(reporting_amount) as open_amount

    from {{ ref('fct_opportunities') }}
    where not is_closed and account_key is not null
    group by account_key

),

-- An e-mail or an InMail counts, answered or not: it is what the rep did for the account.
last_contacts as (

    select
        account_key,
        max(touch_date) as last_contact_date

    from {{ ref('fct_touchpoints') }}
    where
        side = 'sales'
        and owner_key is not null
        and account_key is not null
        and touch_date <= {{ as_of() }}
        and (is_creditable or not_creditable_reason in ('kind earns no credit', 'no answer'))
    group by account_key

),

described as (

    select
        accounts.*,
        open_deals.open_opportunities,
        open_deals.open_amount,
        open_deals.account_key is not null as has_open_deal,
        {{ days_between('last_contacts.last_contact_date', as_of()) }} as days_since_contact

    from accounts
    left join open_deals on accounts.account_key = open_deals.account_key
    left join last_contacts on accounts.account_key = last_contacts.account_key

),

counted as (

    select
        owner_key,
        segment,
        count(*) as owned_accounts,
        count(*) filter (where is_customer) as customers,
        count(*) filter (where has_open_deal) as accounts_with_open_deal,
        count(*) filter (where days_since_contact < 30) as accounts_contacted_in_30_days,
        count(*) filter (where days_since_contact < 90) as accounts_contacted_in_90_days,
        count(*) filter (where is_customer and days_since_contact < 90)
            as customers_contacted_in_90_days,
        count(*) filter (where not has_open_deal and coalesce(days_since_contact, 90) >= 90)
            as neglected_accounts,
        cast(coalesce(sum(open_opportunities), 0) as bigint) as open_opportunities,
        cast(coalesce(sum(open_amount), 0) as decimal(18, 2)) as open_amount

    from described
    group by owner_key, segment

),

rated as (

    select
        counted.owner_key,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        coalesce(reps.team_name, '(not set)') as team_name,
        coalesce(reps.region, '(not set)') as region,
        counted.segment,
        counted.owned_accounts,
        counted.customers,
        counted.accounts_with_open_deal,
        counted.accounts_contacted_in_30_days,
        counted.accounts_contacted_in_90_days,
        counted.customers_contacted_in_90_days,
        counted.neglected_accounts,
        counted.open_opportunities,
        counted.open_amount,
        cast(counted.accounts_with_open_deal as double) / counted.owned_accounts as open_deal_rate,
        cast(counted.accounts_contacted_in_90_days as double) / counted.owned_accounts
            as contact_rate,
        cast(counted.customers_contacted_in_90_days as double) / nullif(counted.customers, 0)
            as customer_contact_rate

    from counted
    left join reps on counted.owner_key = reps.owner_key

)

select * from rated
