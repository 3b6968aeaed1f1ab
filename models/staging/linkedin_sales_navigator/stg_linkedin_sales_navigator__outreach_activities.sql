with

activities as (

    select * from {{ source('linkedin_sales_navigator', 'activity') }}
    where not _is_deleted

),

-- An InMail may be declined first and accepted later: the last word counts.
outcomes as (

    select * from {{ source('linkedin_sales_navigator', 'activity_outcome') }}
    where not _is_deleted
    qualify
        row_number() over (
            partition by activity_id order by created_at desc nulls last, activity_type asc
        ) = 1

),

holders as (

    select * from {{ source('linkedin_sales_navigator', 'seat_holder') }}
    where seat_id is not null and not _is_deleted
    qualify
        row_number() over (
            partition by seat_id
            order by
                lower(sales_license_current_status) = 'active' desc nulls last,
                invited_email_address asc
        ) = 1

),

-- Some seat exports carry the address themselves.
seats as (

    select
        seat_id,
        email

    from {{ source('linkedin_sales_navigator', 'seat') }}
    where email is not null and not _is_deleted
    qualify row_number() over (partition by seat_id order by date desc) = 1

),

together as (

    select
        coalesce(activities.activity_id, outcomes.activity_id) as activity_id,
        upper(trim(coalesce(activities.activity_type, outcomes.activity_type))) as source_type,
        lower(trim(outcomes.activity_type)) as result,
        coalesce(activities.seat_id, outcomes.seat_id) as seat_id,
        activities.member_identity_key,
        coalesce(activities.created_at, outcomes.created_at) as occurred_at

    from activities
    full outer join outcomes on activities.activity_id = outcomes.activity_id

),

renamed as (

    select
        -- keys
        {{ source_key('linkedin_sales_navigator', 'together.activity_id') }} as activity_key,
        holders.crm_user_id as owner_key,
        coalesce(holders.invited_email_address, seats.email) as owner_email,
        cast(null as varchar) as contact_key,
        cast(null as varchar) as email,
        {{ source_key('linkedin_sales_navigator', 'together.member_identity_key') }} as member_key,
        cast(null as varchar) as account_key,

        -- attributes
        together.source_type,
        case
            when together.source_type like 'INMAIL%' or together.source_type = 'MESSAGE_SENT'
                then 'outbound'
        end as direction,
        case
            when together.result like '%accept%' then 'accepted'
            when together.result like '%declin%' or together.result like '%reject%'
                then 'declined'
            when together.result is not null then together.result
            when together.source_type = 'INMAIL_SENT' then 'no answer'
            when together.source_type = 'CONNECTION_MADE' then 'connected'
        end as outcome,

        -- flags
        true as is_completed,

        -- times
        together.occurred_at

    from together
    left join holders on together.seat_id = holders.seat_id
    left join seats on together.seat_id = seats.seat_id

)

select * from renamed
