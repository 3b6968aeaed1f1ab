-- Touches that records of a CRM, a form tool or a file stand for: forms, campaign responses, and
-- what people wrote down themselves.
with

form_submissions as (

    select * from {{ ref('int_email__form_submissions') }}

),

campaign_members as (

    select * from {{ ref('int_crm__campaign_members') }}

),

campaigns as (

    select * from {{ ref('int_campaigns__catalogue') }}

),

campaign_types as (

    select * from {{ ref('campaign_types') }}

),

offline as (

    select * from {{ ref('int_journeys__touchpoints') }}

),

migrated_opportunities as (

    select * from {{ ref('int_crm__migrated_opportunities') }}

),

account_records as (

    select * from {{ ref('int_identity__account_records') }}

),

user_records as (

    select * from {{ ref('int_identity__user_records') }}

),

person_identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

),

forms as (

    select
        'form:' || form_submission_key as touchpoint_key,
        source_system,
        form_type as touch_type,
        -- the record first: an address may be a team's
        coalesce('contact:' || contact_key, {{ email_identifier('email') }}) as identifier,
        cast(null as varchar) as account_key,
        cast(null as varchar) as opportunity_key,
        cast(null as varchar) as owner_key,
        cast(null as varchar) as campaign_key,
        cast(null as varchar) as channel,
        {{ url_host('page_url') }} as page_host,
        {{ url_path('page_url') }} as page_path,
        submitted_at as touched_at

    from form_submissions

),

responses as (

    select
        'response:' || campaign_members.campaign_member_key as touchpoint_key,
        campaign_members.source_system,
        coalesce(campaign_types.touch_type, 'campaign_response') as touch_type,
        coalesce(
            'contact:' || campaign_members.contact_key, 'lead:' || campaign_members.lead_key
        ) as identifier,
        cast(null as varchar) as account_key,
        cast(null as varchar) as opportunity_key,
        cast(null as varchar) as owner_key,
        campaign_members.campaign_key,
        campaigns.channel,
        cast(null as varchar) as page_host,
        cast(null as varchar) as page_path,
        coalesce(campaign_members.responded_at, campaign_members.created_at) as touched_at

    from campaign_members
    left join campaigns on campaign_members.campaign_key = campaigns.campaign_key
    left join campaign_types
        on lower(trim(campaigns.campaign_type)) = campaign_types.source_type
    where campaign_members.has_responded

),

written_down as (

    select
        'offline:' || offline.touchpoint_key as touchpoint_key,
        offline.source_system,
        offline.touch_type,
        coalesce('person:' || offline.person_key, {{ email_identifier('offline.email') }})
            as identifier,
        coalesce(account_records.account_key, offline.account_key) as account_key,
        coalesce(migrated_opportunities.opportunity_key, offline.opportunity_key)
            as opportunity_key,
        coalesce(user_records.owner_key, offline.owner_key) as owner_key,
        offline.campaign_key,
        offline.channel,
        cast(null as varchar) as page_host,
        cast(null as varchar) as page_path,
        offline.touched_at

    from offline
    left join account_records on offline.account_key = account_records.account_record_key
    left join user_records on offline.owner_key = user_records.user_record_key
    left join migrated_opportunities
        on offline.opportunity_key = migrated_opportunities.old_opportunity_key

),

touches as (

    select * from forms
    union all
    select * from responses
    union all
    select * from written_down

),

identified as (

    select
        touches.*,
        person_identifiers.person_key

    from touches
    left join person_identifiers on touches.identifier = person_identifiers.identifier

)

select * from identified
