with

submissions as (

    select * from {{ source('hubspot', 'contact_form_submission') }}
    where not _is_deleted

),

-- A form that was deleted since still has a name.
forms as (

    select * from {{ source('hubspot', 'form') }}

),

form_types as (

    select * from {{ ref('form_types') }}

),

renamed as (

    select
        -- keys
        {{ source_key(
            'hubspot',
            "submissions.contact_id || ':' || submissions.form_id || ':' "
            ~ "|| cast(submissions.timestamp as varchar)"
        ) }} as form_submission_key,
        {{ source_key('hubspot', 'submissions.contact_id') }} as contact_key,
        cast(null as varchar) as visitor_key,

        -- attributes: the address is the contact's
        cast(null as varchar) as email,
        coalesce(forms.name, submissions.title) as form_name,
        submissions.page_url,

        -- times
        submissions.timestamp as submitted_at

    from submissions
    left join forms on submissions.form_id = forms.guid

),

typed as (

    select
        renamed.*,
        coalesce(form_types.form_type, 'web_form') as form_type

    from renamed
    left join form_types on lower(renamed.form_name) like form_types.name_pattern
    qualify
        row_number() over (
            partition by renamed.form_submission_key
            order by form_types.rule_order nulls last
        ) = 1

)

select * from typed
