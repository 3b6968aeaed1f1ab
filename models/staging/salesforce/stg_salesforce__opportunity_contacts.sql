-- Salesforce lets one person hold several roles on a deal; the primary one speaks for the pair.
select
    {{ source_key('salesforce', 'opportunity_id') }} as opportunity_key,
    {{ source_key('salesforce', 'contact_id') }} as contact_key,
    role as contact_role,
    coalesce(is_primary, false) as is_primary

from {{ source('salesforce', 'opportunity_contact_role') }}
where not _is_deleted
qualify
    row_number() over (
        partition by opportunity_id, contact_id
        order by coalesce(is_primary, false) desc, id
    ) = 1
