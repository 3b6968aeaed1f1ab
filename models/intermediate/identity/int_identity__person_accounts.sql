-- One winner per person: what the CRM says of the contact, else of the lead, else the domain of the
-- address. Never the name of the company.
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

account_domains as (

    select
        {{ website_domain('website') }} as domain,
        account_key

    from accounts
    where {{ website_domain('website') }} is not null
    qualify
        row_number() over (
            partition by {{ website_domain('website') }}
            order by created_at nulls last, account_key
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
    left join free_mail_domains
        on account_domains.domain = free_mail_domains.domain
    where
        person_identifiers.identifier like 'email:%'
        and free_mail_domains.domain is null

),

-- A person who changed employer is with the company of the newest contact.
winners as (

    select
        claims.person_key,
        coalesce(account_records.account_key, claims.account_key) as account_key,
        claims.matched_by

    from claims
    left join account_records on claims.account_key = account_records.account_record_key
    qualify
        row_number() over (
            partition by claims.person_key
            order by
                claims.claim_order asc, claims.claimed_at desc nulls last, claims.claim_key asc
        ) = 1

)

select * from winners
