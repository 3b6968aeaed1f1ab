with

accounts as (

    select * from {{ ref('dim_accounts') }}

),

account_tiers as (

    select * from {{ ref('account_tiers') }}

),

matched as (

    select
        accounts.account_key,
        coalesce(account_tiers.account_tier, '(no tier)') as account_tier,
        coalesce(account_tiers.is_target, false) as is_target,
        account_tiers.rule_order as tier_rule

    from accounts
    left join account_tiers
        on
        accounts.size_class = coalesce(account_tiers.size_class, accounts.size_class)
        and lower(accounts.industry) = lower(coalesce(account_tiers.industry, accounts.industry))
        and accounts.is_customer = coalesce(account_tiers.is_customer, accounts.is_customer)
    qualify
        row_number() over (
            partition by accounts.account_key order by account_tiers.rule_order
        ) = 1

)

select * from matched
