with

person_identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

),

person_accounts as (

    select * from {{ ref('int_identity__person_accounts') }}
    where is_primary and is_current

),

colleagues as (

    select * from {{ ref('int_identity__colleagues') }}

),

free_mail_domains as (

    select * from {{ ref('free_mail_domains') }}

),

records as (

    select
        'contact:' || contact_key as identifier,
        job_title,
        created_at
    from {{ ref('int_crm__contacts') }}

    union all

    select
        'lead:' || lead_key as identifier,
        job_title,
        created_at
    from {{ ref('int_crm__leads') }}

    union all

    select
        'contact:' || contact_key as identifier,
        job_title,
        created_at
    from {{ ref('int_email__email_contacts') }}

),

titles as (

    select
        person_identifiers.person_key,
        records.job_title

    from records
    inner join person_identifiers on records.identifier = person_identifiers.identifier
    where records.job_title is not null
    qualify
        row_number() over (
            partition by person_identifiers.person_key
            order by
                records.created_at desc nulls last, records.identifier asc, records.job_title asc
        ) = 1

),

first_seen as (

    select
        person_identifiers.person_key,
        min(records.created_at) as first_known_at

    from records
    inner join person_identifiers on records.identifier = person_identifiers.identifier
    group by person_identifiers.person_key

),

people as (

    select
        person_identifiers.person_key,
        cast(count(*) as integer) as identifiers,
        min({{ email_domain('person_identifiers.identifier') }}) filter (
            where person_identifiers.identifier like 'email:%'
        ) as email_domain,
        coalesce(
            bool_or(person_identifiers.identifier like 'visitor:%'), false
        ) as is_seen_on_website

    from person_identifiers
    group by person_identifiers.person_key

),

described as (

    select
        people.person_key,
        person_accounts.account_key,
        coalesce(person_accounts.matched_by, '(no account)') as account_matched_by,
        coalesce(titles.job_title, '(not set)') as job_title,
        coalesce(people.email_domain, '(not set)') as email_domain,
        free_mail_domains.domain is not null as is_free_mail,
        people.is_seen_on_website,
        colleagues.person_key is not null as is_internal,
        people.identifiers,
        first_seen.first_known_at

    from people
    left join person_accounts on people.person_key = person_accounts.person_key
    left join colleagues on people.person_key = colleagues.person_key
    left join titles on people.person_key = titles.person_key
    left join first_seen on people.person_key = first_seen.person_key
    left join free_mail_domains on people.email_domain = free_mail_domains.domain

)

select * from described
