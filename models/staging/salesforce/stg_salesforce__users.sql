with

users as (

    select * from {{ source('salesforce', 'user') }}
    where not _is_deleted

),

roles as (

    select * from {{ source('salesforce', 'user_role') }}

),

renamed as (

    select
        -- keys
        {{ source_key('salesforce', 'users.id') }} as owner_key,
        {{ source_key('salesforce', 'users.manager_id') }} as manager_key,

        -- attributes
        users.name as full_name,
        users.email,
        users.title as job_title,
        roles.name as role_name,
        users.team_name,
        users.region,

        -- flags
        users.is_active

    from users
    left join roles on users.user_role_id = roles.id

)

select * from renamed
