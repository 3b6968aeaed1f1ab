select
    {{ files_key('seat_id') }} as seat_key,
    {{ files_key('owner_id') }} as owner_key,
    email as owner_email,
    holder_name,
    seat_status,
    ssi_score,
    connections,
    measured_date

from {{ source('files', 'outreach_seats') }}
where not _is_deleted
