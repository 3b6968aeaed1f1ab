with

users as (

    select * from {{ ref('int_crm__users') }}

),

reps as (

    select
        users.owner_key,
        users.source_system,
        coalesce(users.full_name, '(not set)') as rep_name,
        coalesce(users.job_title, '(not set)') as job_title,
        coalesce(users.role_name, '(not set)') as role_name,
        coalesce(users.team_name, '(not set)') as team_name,
        coalesce(users.region, '(not set)') as region,
        users.manager_key,
        coalesce(managers.full_name, '(not set)') as manager_name,
        coalesce(users.is_active, true) as is_active

    from users
    left join users as managers on users.manager_key = managers.owner_key

)

select * from reps
