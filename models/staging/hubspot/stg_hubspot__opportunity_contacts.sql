select
    {{ source_key('hubspot', 'deal_contacts.deal_id') }} as opportunity_key,
    {{ source_key('hubspot', 'deal_contacts.contact_id') }} as contact_key,
    deal_contacts.contact_role,
    deal_contacts.is_primary

from {{ ref('stg_hubspot__deal_contacts') }} as deal_contacts
