select
    {{ files_key('touchpoint_id') }} as touchpoint_key,
    {{ files_key('person_id') }} as person_key,
    {{ files_key('account_id') }} as account_key,
    {{ files_key('opportunity_id') }} as opportunity_key,
    {{ files_key('campaign_id') }} as campaign_key,
    {{ files_key('owner_id') }} as owner_key,
    email,
    touch_type,
    channel,
    touched_at

from {{ source('files', 'touchpoints') }}
where not _is_deleted
