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
    union
    select owner_key from {{ ref('int_planning__rep_assignments') }}
    union
    select manager_key as owner_key from {{ ref('int_planning__rep_assignments') }}
    union
    select owner_key from {{ ref('int_crm__opportunity_splits') }}

),

rep_emails as (

    select * from {{ ref('int_identity__rep_emails') }}

),

user_records as (

    select * from {{ ref('int_identity__user_records') }}

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
            rep_emails.owner_key,
            'email:' || md5(identified.email_identifier),
            user_records.owner_key,
            identified.named_owner_key
        ) as owner_key

    from identified
    left join rep_emails on identified.email_identifier = rep_emails.email_identifier
    left join user_records on identified.named_owner_key = user_records.user_record_key

)

select * from owners
