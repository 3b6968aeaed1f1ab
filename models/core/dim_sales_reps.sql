with

users as (

    select * from {{ ref('int_crm__users') }}

),

user_records as (

    select * from {{ ref('int_identity__user_records') }}

),

-- The first day that anybody wrote down is the day the rep began.
starts as (

    select
        owners.owner_key,
        min(assignments.start_date) as started_date

    from {{ ref('int_planning__rep_assignments') }} as assignments
    inner join {{ ref('int_identity__owners') }} as owners
        on assignments.owner_key = owners.named_owner_key
    group by owners.owner_key

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
        coalesce(manager_records.owner_key, users.manager_key) as manager_key,
        coalesce(managers.full_name, '(not set)') as manager_name,
        coalesce(users.is_active, true) as is_active,
        starts.started_date

    from users
    inner join user_records
        on
        users.owner_key = user_records.user_record_key
        and users.owner_key = user_records.owner_key
    left join user_records as manager_records
        on users.manager_key = manager_records.user_record_key
    left join users as managers on manager_records.owner_key = managers.owner_key
    left join starts on users.owner_key = starts.owner_key

)

select * from reps
