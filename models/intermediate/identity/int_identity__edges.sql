-- An identifier is a kind and a key: contact:salesforce:003A, visitor:ga4:17, email:a@b.example.
-- The kind keeps apart what a spreadsheet may number alike.
with

contacts as (

    select * from {{ ref('int_crm__contacts') }}

),

leads as (

    select * from {{ ref('int_crm__leads') }}

),

email_contacts as (

    select * from {{ ref('int_email__email_contacts') }}

),

email_events as (

    select * from {{ ref('int_email__email_events') }}

),

form_submissions as (

    select * from {{ ref('int_email__form_submissions') }}

),

outreach_activities as (

    select * from {{ ref('int_outreach__outreach_activities') }}

),

-- No tool merges more than 256 records into one.
numbers as (

    select * from {{ ref('int_calendar__numbers') }}
    where number between 1 and 256

),

visitors as (

    select distinct
        visitor_key,
        user_id,
        email

    from {{ ref('int_web__web_events') }}
    where visitor_key is not null and (user_id is not null or email is not null)

),

offline as (

    select
        person_key,
        email
    from {{ ref('int_journeys__touchpoints') }}

    union

    select
        person_key,
        email
    from {{ ref('int_journeys__goals') }}

),

-- Who was merged into whom; the merged record itself is gone, but visits and forms remember it.
merged_contacts as (

    select
        email_contacts.contact_key,
        split_part(email_contacts.contact_key, ':', 1)
        || ':'
        || trim(split_part(email_contacts.merged_contact_ids, ';', numbers.number))
            as merged_contact_key

    from email_contacts
    cross join numbers
    where
        trim(split_part(email_contacts.merged_contact_ids, ';', numbers.number)) != ''

),

records as (

    select
        'contact:' || contact_key as identifier,
        contact_key as record_key
    from contacts

    union

    select
        'contact:' || merged_contact_key as identifier,
        merged_contact_key as record_key
    from merged_contacts

    union

    select
        'contact:' || contact_key as identifier,
        contact_key as record_key
    from email_contacts

    union

    select
        'lead:' || lead_key as identifier,
        lead_key as record_key
    from leads

),

-- A site that knows its user may send the id of a record; one that two records share says nothing.
unmistakable_records as (

    select
        identifier,
        split_part(record_key, ':', 2) as record_id

    from records
    qualify count(*) over (partition by split_part(record_key, ':', 2)) = 1

),

-- People in our own files go by any id. Where a contact and a lead share it, the contact is meant.
named_records as (

    select
        record_key,
        min(identifier) as identifier

    from records
    group by record_key

),

edges as (

    select
        'contact:' || contact_key as identifier,
        {{ email_identifier('email') }} as other_identifier,
        'same e-mail' as evidence
    from contacts

    union

    select
        'contact:' || contact_key as identifier,
        {{ email_identifier('email') }} as other_identifier,
        'same e-mail' as evidence
    from email_contacts

    union

    select
        'contact:' || contact_key as identifier,
        'contact:' || merged_contact_key as other_identifier,
        'contacts merged' as evidence
    from merged_contacts

    union

    select
        'lead:' || lead_key as identifier,
        {{ email_identifier('email') }} as other_identifier,
        'same e-mail' as evidence
    from leads

    union

    select
        'lead:' || lead_key as identifier,
        'contact:' || converted_contact_key as other_identifier,
        'lead became contact' as evidence
    from leads

    union

    select
        'contact:' || contact_key as identifier,
        {{ email_identifier('recipient_email') }} as other_identifier,
        'e-mail received' as evidence
    from email_events

    union

    select
        'contact:' || contact_key as identifier,
        {{ email_identifier('email') }} as other_identifier,
        'form sent' as evidence
    from form_submissions

    union

    select
        'visitor:' || visitor_key as identifier,
        coalesce({{ email_identifier('email') }}, 'contact:' || contact_key) as other_identifier,
        'form sent' as evidence
    from form_submissions

    union

    select
        'contact:' || contact_key as identifier,
        {{ email_identifier('email') }} as other_identifier,
        'contacted by sales' as evidence
    from outreach_activities

    union

    select
        'visitor:' || visitor_key as identifier,
        {{ email_identifier('email') }} as other_identifier,
        'e-mail given on the website' as evidence
    from visitors

    union

    select
        'visitor:' || visitor_key as identifier,
        {{ email_identifier('user_id') }} as other_identifier,
        'signed in' as evidence
    from visitors
    where user_id like '%@%'

    union

    select
        'visitor:' || visitors.visitor_key as identifier,
        unmistakable_records.identifier as other_identifier,
        'signed in' as evidence
    from visitors
    inner join unmistakable_records on visitors.user_id = unmistakable_records.record_id

    union

    select
        'person:' || person_key as identifier,
        {{ email_identifier('email') }} as other_identifier,
        'offline record' as evidence
    from offline

    union

    select
        'person:' || offline.person_key as identifier,
        named_records.identifier as other_identifier,
        'offline record' as evidence
    from offline
    inner join named_records on offline.person_key = named_records.record_key

),

known as (

    select * from edges
    where identifier is not null or other_identifier is not null

)

select * from known
