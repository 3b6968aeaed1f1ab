with

content_uses as (

    select * from {{ ref('int_content__content_uses') }}

),

content as (

    select * from {{ ref('dim_content') }}

),

person_identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

),

people as (

    select * from {{ ref('dim_people') }}

),

owners as (

    select * from {{ ref('int_identity__owners') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

identified as (

    select
        content_uses.*,
        coalesce(contacts.person_key, addresses.person_key) as person_key

    from content_uses
    left join person_identifiers as contacts
        on 'contact:' || content_uses.contact_key = contacts.identifier
    left join person_identifiers as addresses
        on {{ email_identifier('content_uses.email') }} = addresses.identifier

),

described as (

    select
        -- keys
        identified.content_use_key,
        identified.content_key,
        identified.person_key,
        coalesce(opportunities.account_key, people.account_key) as account_key,
        identified.opportunity_key,
        owners.owner_key,

        -- attributes
        identified.source_system,
        case
            when lower(trim(identified.used_by)) in ('marketing', 'sales')
                then lower(trim(identified.used_by))
            else '(not set)'
        end as used_by,
        coalesce(content.title, '(not set)') as content_title,
        coalesce(content.content_format, '(not set)') as content_format,
        coalesce(content.topic, '(not set)') as content_topic,
        coalesce(content.funnel_stage, '(not set)') as funnel_stage,

        -- flags
        content.content_key is not null as is_known_content,

        -- times
        identified.used_at,
        cast(identified.used_at as date) as use_date

    from identified
    left join content on identified.content_key = content.content_key
    left join people on identified.person_key = people.person_key
    left join owners on identified.owner_key = owners.named_owner_key
    left join opportunities on identified.opportunity_key = opportunities.opportunity_key

)

select * from described
