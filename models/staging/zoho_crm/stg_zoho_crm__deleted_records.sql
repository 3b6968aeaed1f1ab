-- Ids are unique in a whole org, so it does not matter which module a record was in.
select
    id as record_id,
    deleted_time as deleted_at

from {{ source('zoho_crm', 'deleted_records') }}
where not _is_deleted
