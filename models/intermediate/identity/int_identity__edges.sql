with

records as (

    select * from {{ ref('int_identity__records') }}

),

form_submissions as (

    select * from {{ ref('int_email__form_submissions') }}

),

visitors as (

    select * from {{ ref('int_identity__named_visitors') }}

),

written_down as (

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

-- A site that knows its user may send the id of a record; one that two records share says nothing.
-- A lead that is the very record of its contact is no second one.
unmistakable_records as (

    select
        split_part(record_key, ':', 2) as record_id,
        min(identifier) as identifier

    from records
    where linked_identifier is null or linked_identifier != 'contact:' || record_key
    group by split_part(record_key, ':', 2)
    having count(distinct identifier) = 1

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
        identifier,
        email_identifier as other_identifier,
        'same e-mail' as evidence
    from records

    union

    select
        identifier,
        linked_identifier as other_identifier,
        link_evidence as evidence
    from records

    union

    select
        'contact:' || contact_key as identifier,
        {{ email_identifier('recipient_email') }} as other_identifier,
        'e-mail received' as evidence
    from {{ ref('int_email__email_events') }}

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
    from {{ ref('int_outreach__outreach_activities') }}

    union

    select
        'contact:' || contact_key as identifier,
        {{ email_identifier('email') }} as other_identifier,
        'content received' as evidence
    from {{ ref('int_content__content_uses') }}

    union

    -- who answers is a person, whether or not another system has the address
    select
        cast(null as varchar) as identifier,
        {{ email_identifier('email') }} as other_identifier,
        'survey answered' as evidence
    from {{ ref('int_voice__survey_responses') }}

    union

    select
        'member:' || member_key as identifier,
        coalesce(
            'contact:' || contact_key, 'lead:' || lead_key, {{ email_identifier('email') }}
        ) as other_identifier,
        'matched in outreach tool' as evidence
    from {{ ref('int_outreach__outreach_members') }}
    where coalesce(contact_key, lead_key, email) is not null

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
    from written_down

    union

    select
        'person:' || written_down.person_key as identifier,
        named_records.identifier as other_identifier,
        'offline record' as evidence
    from written_down
    inner join named_records on written_down.person_key = named_records.record_key

),

known as (

    select * from edges
    where identifier is not null or other_identifier is not null

)

select * from known
