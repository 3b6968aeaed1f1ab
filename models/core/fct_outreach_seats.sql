with

seats as (

    select * from {{ ref('int_outreach__outreach_seats') }}

),

rep_emails as (

    select * from {{ ref('int_identity__rep_emails') }}

),

user_records as (

    select * from {{ ref('int_identity__user_records') }}

),

described as (

    select
        seats.seat_key,
        seats.source_system,
        seats.measured_date,
        coalesce(user_records.owner_key, seats.owner_key, rep_emails.owner_key) as owner_key,
        coalesce(seats.holder_name, '(not set)') as holder_name,
        coalesce(lower(trim(seats.seat_status)), '(not set)') as seat_status,
        seats.ssi_score,
        seats.connections

    from seats
    left join user_records on seats.owner_key = user_records.user_record_key
    left join rep_emails
        on {{ email_identifier('seats.owner_email') }} = rep_emails.email_identifier

)

select * from described
