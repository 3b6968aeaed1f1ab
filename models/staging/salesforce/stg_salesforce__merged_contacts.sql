select
    {{ source_key('salesforce', 'id') }} as contact_key,
    {{ source_key('salesforce', 'master_record_id') }} as merged_into_contact_key

from {{ source('salesforce', 'contact') }}
where master_record_id is not null and master_record_id != id
