-- For tools that know a rep by address alone.
select distinct
    email_identifier,
    owner_key

from {{ ref('int_identity__user_records') }}
where email_identifier is not null
