-- Records belong to owners; role, title and team are known of the user behind. An owner who left is
-- archived and stays, for there are still deals in that name.
with

owners as (

    select * from {{ source('hubspot', 'owner') }}

),

users as (

    select * from {{ source('hubspot', 'users') }}

),

roles as (

    select * from {{ source('hubspot', 'role') }}

),

teams as (

    select * from {{ source('hubspot', 'team') }}

),

owner_teams as (

    select
        owner_id,
        team_id

    from {{ source('hubspot', 'owner_team') }}
    qualify
        row_number() over (
            partition by owner_id
            order by coalesce(is_team_primary, false) desc, team_id
        ) = 1

),

crm_use as (

    select * from {{ ref('stg_hubspot__crm_use') }}

),

known as (

    select
        owners.owner_id,
        owners.first_name,
        owners.last_name,
        owners.email,
        owners._is_deleted,
        users.job_title,
        users.region,
        users.team_name,
        users.manager_owner_id,
        users.role_id,
        users.primary_team_id

    from owners
    cross join crm_use
    left join users
        on owners.active_user_id = users.id or lower(owners.email) = lower(users.email)
    qualify
        row_number() over (
            partition by owners.owner_id
            order by coalesce(owners.active_user_id = users.id, false) desc, users.id
        ) = 1

),

renamed as (

    select
        -- keys
        {{ source_key('hubspot', 'known.owner_id') }} as owner_key,
        {{ source_key('hubspot', 'known.manager_owner_id') }} as manager_key,

        -- attributes
        nullif(trim(concat_ws(' ', known.first_name, known.last_name)), '') as full_name,
        known.email,
        known.job_title,
        roles.name as role_name,
        coalesce(known.team_name, teams.name) as team_name,
        known.region,

        -- flags
        not known._is_deleted as is_active

    from known
    left join roles on known.role_id = roles.id
    left join owner_teams on known.owner_id = owner_teams.owner_id
    left join teams
        on coalesce(owner_teams.team_id, known.primary_team_id) = teams.id

)

select * from renamed
