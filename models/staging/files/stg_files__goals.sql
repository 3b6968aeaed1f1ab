select
    {{ files_key('goal_id') }} as goal_key,
    {{ files_key('person_id') }} as person_key,
    {{ files_key('account_id') }} as account_key,
    {{ files_key('opportunity_id') }} as opportunity_key,
    goal_type,
    email,
    goal_value,
    currency_code,
    reached_at

from {{ source('files', 'goals') }}
where not _is_deleted
