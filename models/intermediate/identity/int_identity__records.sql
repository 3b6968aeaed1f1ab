-- An identifier is a kind and a key: contact:acme_crm:003A, lead:files:7. The kind keeps apart
-- what a spreadsheet may number alike.
with

email_contacts as (

    select * from {{ ref('int_email__email_contacts') }}

),

-- No tool merges more than 256 records into one.
numbers as (

    select * from {{ ref('int_calendar__numbers') }}
    where number between 1 and 256

),

-- Merged records are gone themselves, but visits and forms remember them.
merged_contacts as (

    select
        email_contacts.contact_key,
        split_part(email_contacts.contact_key, ':', 1)
        || ':'
        || trim(split_part(email_contacts.merged_contact_ids, ';', numbers.number))
            as merged_contact_key

    from email_contacts
    cross join numbers
    where trim(split_part(email_contacts.merged_contact_ids, ';', numbers.number)) != ''

),

records as (

    select
        'contact:' || contact_key as identifier,
        contact_key as record_key,
        {{ email_identifier('email') }} as email_identifier,
        cast(null as varchar) as linked_identifier,
        cast(null as varchar) as link_evidence
    from {{ ref('int_crm__contacts') }}

    union

    select
        'contact:' || contact_key as identifier,
        contact_key as record_key,
        {{ email_identifier('email') }} as email_identifier,
        cast(null as varchar) as linked_identifier,
        cast(null as varchar) as link_evidence
    from email_contacts

    union

    select
        'contact:' || merged_contact_key as identifier,
        merged_contact_key as record_key,
        cast(null as varchar) as email_identifier,
        'contact:' || contact_key as linked_identifier,
        'contacts merged' as link_evidence
    from merged_contacts

    union

    select
        'contact:' || contact_key as identifier,
        contact_key as record_key,
        cast(null as varchar) as email_identifier,
        'contact:' || merged_into_contact_key as linked_identifier,
        'contacts merged' as link_evidence
    from {{ ref('int_crm__merged_contacts') }}

    union

    select
        'lead:' || lead_key as identifier,
        lead_key as record_key,
        {{ email_identifier('email') }} as email_identifier,
        'contact:' || converted_contact_key as linked_identifier,
        'lead became contact' as link_evidence
    from {{ ref('int_crm__leads') }}

)

select * from records
