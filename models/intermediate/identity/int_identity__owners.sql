-- Lists of trainings, meetings and quotas often name a rep by address, not by the id of a CRM.
with

named as (

    select owner_key from {{ ref('int_content__content_uses') }}
    union
    select owner_key from {{ ref('int_voice__survey_responses') }}
    union
    select owner_key from {{ ref('int_alignment__feedback') }}
    union
    select owner_key from {{ ref('int_alignment__trainings') }}
    union
    select owner_key from {{ ref('int_planning__quotas') }}

),

users as (

    select * from {{ ref('int_crm__users') }}

),

-- Somebody who signs in to two CRMs is two users: the one still active is meant.
addresses as (

    select
        {{ email_identifier('email') }} as email_identifier,
        owner_key

    from users
    where {{ email_identifier('email') }} is not null
    qualify
        row_number() over (
            partition by {{ email_identifier('email') }}
            order by coalesce(is_active, true) desc, owner_key asc
        ) = 1

),

identified as (

    select
        owner_key as named_owner_key,
        case
            when owner_key like '%@%' then {{ email_identifier("split_part(owner_key, ':', 2)") }}
        end as email_identifier

    from named
    where owner_key is not null

),

-- An address that no user has is not published either.
owners as (

    select
        identified.named_owner_key,
        coalesce(
            addresses.owner_key,
            'email:' || md5(identified.email_identifier),
            identified.named_owner_key
        ) as owner_key

    from identified
    left join addresses on identified.email_identifier = addresses.email_identifier

)

select * from owners
