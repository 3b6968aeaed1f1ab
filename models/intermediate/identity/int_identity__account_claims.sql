-- What says that a person belongs to a company. Never the name of the company.
with

person_identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

),

contacts as (

    select * from {{ ref('int_crm__contacts') }}

),

leads as (

    select * from {{ ref('int_crm__leads') }}

),

accounts as (

    select * from {{ ref('int_crm__accounts') }}

),

free_mail_domains as (

    select * from {{ ref('free_mail_domains') }}

),

account_records as (

    select * from {{ ref('int_identity__account_records') }}

),

website_kind as (

    select * from {{ ref('identifier_kinds') }}
    where kind = 'website'

),

websites as (

    select
        account_key,
        source_system,
        created_at,
        {{ website_domain('website') }} as domain

    from accounts
    where {{ website_domain('website') }} is not null

),

-- A page on a network is the website of many, and whoever has an address there works for the
-- network.
shared_domains as (

    select websites.domain
    from websites
    cross join website_kind
    group by websites.domain, websites.source_system, website_kind.connects_up_to
    having count(*) > website_kind.connects_up_to

),

account_domains as (

    select
        websites.domain,
        websites.account_key

    from websites
    left join shared_domains on websites.domain = shared_domains.domain
    left join free_mail_domains on websites.domain = free_mail_domains.domain
    where shared_domains.domain is null and free_mail_domains.domain is null
    qualify
        row_number() over (
            partition by websites.domain
            order by websites.created_at nulls last, websites.account_key
        ) = 1

),

claims as (

    select
        person_identifiers.person_key,
        contacts.account_key,
        'contact' as matched_by,
        1 as claim_order,
        contacts.created_at as claimed_at,
        contacts.contact_key as claim_key

    from contacts
    inner join person_identifiers
        on 'contact:' || contacts.contact_key = person_identifiers.identifier
    where contacts.account_key is not null

    union all

    select
        person_identifiers.person_key,
        leads.converted_account_key as account_key,
        'lead' as matched_by,
        2 as claim_order,
        leads.converted_at as claimed_at,
        leads.lead_key as claim_key

    from leads
    inner join person_identifiers
        on 'lead:' || leads.lead_key = person_identifiers.identifier
    where leads.converted_account_key is not null

    union all

    select
        person_identifiers.person_key,
        account_domains.account_key,
        'e-mail domain' as matched_by,
        3 as claim_order,
        cast(null as timestamp) as claimed_at,
        person_identifiers.identifier as claim_key

    from person_identifiers
    inner join account_domains
        on {{ email_domain('person_identifiers.identifier') }} = account_domains.domain
    where person_identifiers.identifier like 'email:%'

),

resolved as (

    select
        claims.person_key,
        coalesce(account_records.account_key, claims.account_key) as account_key,
        claims.matched_by,
        claims.claim_order,
        claims.claimed_at,
        claims.claim_key

    from claims
    left join account_records on claims.account_key = account_records.account_record_key

)

select * from resolved
