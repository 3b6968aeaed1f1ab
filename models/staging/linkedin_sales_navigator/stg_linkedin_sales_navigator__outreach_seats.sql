with

seats as (

    select * from {{ source('linkedin_sales_navigator', 'seat') }}
    where not _is_deleted

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

renamed as (

    select
        -- keys
        {{ source_key('linkedin_sales_navigator', 'seats.seat_id') }} as seat_key,
        holders.crm_user_id as owner_key,
        coalesce(holders.invited_email_address, seats.email) as owner_email,

        -- attributes
        coalesce(
            seats.name, nullif(trim(concat_ws(' ', seats.first_name, seats.last_name)), '')
        ) as holder_name,
        coalesce(seats.seat_status, holders.sales_license_current_status) as seat_status,

        -- measures
        seats.ssi_score,
        seats.total_connections as connections,

        -- times
        seats.date as measured_date

    from seats
    left join holders on seats.seat_id = holders.seat_id

)

select * from renamed
