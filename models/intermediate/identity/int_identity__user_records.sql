-- A rep who signs in to two CRMs is one rep: work addresses are given to one person only. The
-- first record by key speaks, those that may still sign in before those that may not.
with

users as (

    select
        *,
        {{ email_identifier('email') }} as email_identifier

    from {{ ref('int_crm__users') }}

),

resolved as (

    select
        owner_key as user_record_key,
        source_system,
        email_identifier,
        first_value(owner_key) over (
            partition by coalesce(email_identifier, owner_key)
            order by coalesce(is_active, true) desc, owner_key asc
            rows between unbounded preceding and unbounded following
        ) as owner_key

    from users

)

select * from resolved
