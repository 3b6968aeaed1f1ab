-- Tools that know a rep by address alone. Of several users with one address, those that may still
-- sign in come first.
with

users as (

    select
        owner_key,
        is_active,
        {{ email_identifier('email') }} as email_identifier

    from {{ ref('int_crm__users') }}

),

rep_emails as (

    select
        email_identifier,
        owner_key

    from users
    where email_identifier is not null
    qualify
        row_number() over (
            partition by email_identifier
            order by coalesce(is_active, true) desc, owner_key asc
        ) = 1

)

select * from rep_emails
