-- Which company each account of a CRM stands for. Two CRMs mean the same company when they give it
-- the same website; two accounts inside one CRM are kept apart, because somebody made them two.
with

accounts as (

    select
        *,
        {{ website_domain('website') }} as domain

    from {{ ref('int_crm__accounts') }}

),

free_mail_domains as (

    select * from {{ ref('free_mail_domains') }}

),

website_kind as (

    select * from {{ ref('identifier_kinds') }}
    where kind = 'website'

),

-- A domain that many accounts of one CRM give, as the address of their page on a network, is the
-- website of none.
shared_domains as (

    select accounts.domain
    from accounts
    cross join website_kind
    where accounts.domain is not null
    group by accounts.domain, accounts.source_system, website_kind.connects_up_to
    having count(*) > website_kind.connects_up_to

),

by_domain as (

    select accounts.*
    from accounts
    left join free_mail_domains on accounts.domain = free_mail_domains.domain
    left join shared_domains on accounts.domain = shared_domains.domain
    where
        accounts.domain is not null
        and free_mail_domains.domain is null
        and shared_domains.domain is null

),

-- The oldest account of a domain speaks for its CRM, and the oldest of those for the company.
spokesmen as (

    select
        account_key,
        domain,
        created_at

    from by_domain
    qualify
        row_number() over (
            partition by domain, source_system
            order by created_at nulls last, account_key
        ) = 1

),

companies as (

    select
        account_key as account_record_key,
        first_value(account_key) over (
            partition by domain
            order by created_at nulls last, account_key
            rows between unbounded preceding and unbounded following
        ) as account_key

    from spokesmen

),

resolved as (

    select
        accounts.account_key as account_record_key,
        accounts.source_system,
        coalesce(companies.account_key, accounts.account_key) as account_key,
        case
            when companies.account_key != accounts.account_key then 'same website'
            else 'its own record'
        end as matched_by

    from accounts
    left join companies on accounts.account_key = companies.account_record_key

)

select * from resolved
