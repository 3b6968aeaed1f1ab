with

survey_responses as (

    select
        *,
        case
            when lower(trim(survey_type)) in ('nps', 'csat', 'research')
                then lower(trim(survey_type))
            else 'other'
        end as known_type

    from {{ ref('int_voice__survey_responses') }}

),

person_identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

),

people as (

    select * from {{ ref('dim_people') }}

),

account_records as (

    select * from {{ ref('int_identity__account_records') }}

),

owners as (

    select * from {{ ref('int_identity__owners') }}

),

described as (

    select
        -- keys
        survey_responses.survey_response_key,
        person_identifiers.person_key,
        coalesce(
            account_records.account_key, survey_responses.account_key, people.account_key
        ) as account_key,
        owners.owner_key,

        -- attributes
        survey_responses.source_system,
        coalesce(survey_responses.survey_name, '(not set)') as survey_name,
        survey_responses.known_type as survey_type,
        case
            when survey_responses.theme like '%@%' then '(address)'
            else coalesce(survey_responses.theme, '(not set)')
        end as theme,

        -- Reichheld's groups
        case
            when survey_responses.known_type != 'nps' then '(none)'
            when survey_responses.score between 9 and 10 then 'promoter'
            when survey_responses.score between 7 and 8 then 'passive'
            when survey_responses.score between 0 and 6 then 'detractor'
            else '(not set)'
        end as nps_group,

        -- flags
        case
            when survey_responses.known_type = 'csat' and survey_responses.score between 1 and 5
                then survey_responses.score >= 4
        end as is_satisfied,
        survey_responses.comment is not null as has_comment,

        -- measures
        survey_responses.score,

        -- times
        survey_responses.responded_at,
        cast(survey_responses.responded_at as date) as response_date

    from survey_responses
    left join person_identifiers
        on {{ email_identifier('survey_responses.email') }} = person_identifiers.identifier
    left join people on person_identifiers.person_key = people.person_key
    left join account_records
        on survey_responses.account_key = account_records.account_record_key
    left join owners on survey_responses.owner_key = owners.named_owner_key

)

select * from described
