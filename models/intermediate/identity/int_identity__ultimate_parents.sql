-- Up to the company that nobody owns. Where owners go round in a circle there is no such company,
-- and each stands for itself.
with recursive

accounts as (

    select
        account_key,
        parent_account_key

    from {{ ref('int_crm__accounts') }}

),

account_records as (

    select * from {{ ref('int_identity__account_records') }}

),

owners as (

    select distinct
        companies.account_key,
        parents.account_key as parent_account_key

    from accounts
    inner join account_records as companies
        on
        accounts.account_key = companies.account_record_key
        and accounts.account_key = companies.account_key
    inner join account_records as parents
        on accounts.parent_account_key = parents.account_record_key
    where companies.account_key != parents.account_key

),

-- `union` keeps each pair once, so a circle ends.
reached (account_key, ancestor_key) as (

    select
        account_key,
        parent_account_key as ancestor_key
    from owners

    union

    select
        reached.account_key,
        owners.parent_account_key as ancestor_key
    from reached
    inner join owners on reached.ancestor_key = owners.account_key

),

-- The record that speaks for a company names one owner, so at most one of them is owned by none.
tops as (

    select
        reached.account_key,
        reached.ancestor_key

    from reached
    left join owners on reached.ancestor_key = owners.account_key
    where owners.account_key is null

),

ultimate_parents as (

    select
        account_records.account_key,
        coalesce(tops.ancestor_key, account_records.account_key) as ultimate_parent_key

    from account_records
    left join tops on account_records.account_key = tops.account_key
    where account_records.account_record_key = account_records.account_key

)

select * from ultimate_parents
