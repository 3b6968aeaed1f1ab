-- Spreadsheets refer to content, leads, deals, companies and colleagues by ids that people typed.
-- What does not exist drops no row; the night says how much of it there is.
{{ config(group='platform', severity='warn') }}

with

referred as (

    select
        'fct_content_uses' as core_table,
        'content' as referred_to,
        content_key as record_key
    from {{ ref('fct_content_uses') }}

    union all

    select
        'fct_content_uses' as core_table,
        'deal' as referred_to,
        opportunity_key as record_key
    from {{ ref('fct_content_uses') }}

    union all

    select
        'fct_content_uses' as core_table,
        'rep' as referred_to,
        owner_key as record_key
    from {{ ref('fct_content_uses') }}

    union all

    select
        'fct_feedback' as core_table,
        'lead' as referred_to,
        lead_key as record_key
    from {{ ref('fct_feedback') }}

    union all

    select
        'fct_feedback' as core_table,
        'content' as referred_to,
        content_key as record_key
    from {{ ref('fct_feedback') }}

    union all

    select
        'fct_feedback' as core_table,
        'deal' as referred_to,
        opportunity_key as record_key
    from {{ ref('fct_feedback') }}

    union all

    select
        'fct_feedback' as core_table,
        'rep' as referred_to,
        owner_key as record_key
    from {{ ref('fct_feedback') }}

    union all

    select
        'fct_survey_responses' as core_table,
        'company' as referred_to,
        account_key as record_key
    from {{ ref('fct_survey_responses') }}

    union all

    select
        'fct_survey_responses' as core_table,
        'rep' as referred_to,
        owner_key as record_key
    from {{ ref('fct_survey_responses') }}

    union all

    select
        'fct_trainings' as core_table,
        'rep' as referred_to,
        owner_key as record_key
    from {{ ref('fct_trainings') }}

    union all

    select
        'fct_quotas' as core_table,
        'rep' as referred_to,
        owner_key as record_key
    from {{ ref('fct_quotas') }}

    union all

    select
        'dim_rep_assignments' as core_table,
        'rep' as referred_to,
        owner_key as record_key
    from {{ ref('dim_rep_assignments') }}
    where is_recorded

    union all

    select
        'fct_opportunity_splits' as core_table,
        'rep' as referred_to,
        owner_key as record_key
    from {{ ref('fct_opportunity_splits') }}
    where is_recorded and owner_key != '(no owner)'

),

known as (

    select
        'content' as referred_to,
        content_key as record_key
    from {{ ref('dim_content') }}

    union all

    select
        'deal' as referred_to,
        opportunity_key as record_key
    from {{ ref('fct_opportunities') }}

    union all

    select
        'lead' as referred_to,
        lead_key as record_key
    from {{ ref('fct_leads') }}

    union all

    select
        'company' as referred_to,
        account_key as record_key
    from {{ ref('dim_accounts') }}

    union all

    select
        'rep' as referred_to,
        owner_key as record_key
    from {{ ref('dim_sales_reps') }}

)

select
    referred.core_table,
    referred.referred_to,
    referred.record_key,
    count(*) as records

from referred
left join known
    on referred.referred_to = known.referred_to and referred.record_key = known.record_key
where referred.record_key is not null and known.record_key is null
group by all
