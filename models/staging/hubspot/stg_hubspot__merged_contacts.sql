select
    {{ source_key('hubspot', 'merged_id') }} as contact_key,
    {{ source_key('hubspot', 'record_id') }} as merged_into_contact_key

from {{ ref('stg_hubspot__merged_records') }}
where record_type = 'contact'
