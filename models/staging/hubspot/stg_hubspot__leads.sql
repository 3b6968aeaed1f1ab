-- HubSpot's lead is a contact whose lifecycle came to lead, MQL or SQL. One who entered it later,
-- with a deal or as a customer from before, never was a lead. Where no time of any stage is known,
-- the stage of today stands for those that it replaced.
with

contacts as (

    select
        contacts.*,
        replace(lower(contacts.property_lifecyclestage), ' ', '') as present_stage

    from {{ source('hubspot', 'contact') }} as contacts
    inner join {{ ref('stg_hubspot__contacts') }} as known
        on {{ source_key('hubspot', 'contacts.id') }} = known.contact_key

),

stages_reached as (

    select
        contact_id,
        min(reached_at) filter (where lifecycle_stage = 'lead') as lead_at,
        min(reached_at) filter (where lifecycle_stage = 'marketingqualifiedlead') as mql_at,
        min(reached_at) filter (where lifecycle_stage = 'salesqualifiedlead') as sql_at,
        min(reached_at) filter (where lifecycle_stage = 'opportunity') as opportunity_at,
        min(reached_at) filter (where lifecycle_stage = 'customer') as customer_at

    from {{ ref('stg_hubspot__lifecycle') }}
    group by contact_id

),

sent_back as (

    select
        contact_id,
        min(timestamp) as sent_back_at

    from {{ source('hubspot', 'contact_property_history') }}
    where name = 'hs_lead_status' and upper(value) = 'UNQUALIFIED' and not _is_deleted
    group by contact_id

),

contact_companies as (

    select * from {{ ref('stg_hubspot__contact_companies') }}

),

opportunities as (

    select * from {{ ref('stg_hubspot__opportunities') }}
    where deleted_at is null

),

deal_contacts as (

    select * from {{ ref('stg_hubspot__deal_contacts') }}

),

leads as (

    select
        contacts.*,
        contact_companies.company_id,
        stages_reached.mql_at,
        stages_reached.sql_at,
        stages_reached.customer_at,
        coalesce(
            least(stages_reached.lead_at, stages_reached.mql_at, stages_reached.sql_at),
            contacts.property_createdate
        ) as lead_at,
        least(stages_reached.opportunity_at, stages_reached.customer_at) as converted_at,
        coalesce(contacts.rejected_at, sent_back.sent_back_at) as given_back_at

    from contacts
    left join stages_reached on contacts.id = stages_reached.contact_id
    left join sent_back on contacts.id = sent_back.contact_id
    left join contact_companies on contacts.id = contact_companies.contact_id
    where
        coalesce(stages_reached.lead_at, stages_reached.mql_at, stages_reached.sql_at) is not null
        or (
            stages_reached.contact_id is null
            and contacts.present_stage in (
                'lead', 'marketingqualifiedlead', 'salesqualifiedlead', 'opportunity', 'customer'
            )
        )

),

-- The deal that a lead led to is the first one it is on. A deal that nobody is on counts for the
-- lead of its company.
lead_deals as (

    select
        leads.id as contact_id,
        opportunities.opportunity_key,
        opportunities.created_at

    from leads
    inner join deal_contacts on leads.id = deal_contacts.contact_id
    inner join opportunities
        on {{ source_key('hubspot', 'deal_contacts.deal_id') }} = opportunities.opportunity_key
    where opportunities.created_at >= leads.lead_at

    union all

    select
        leads.id as contact_id,
        opportunities.opportunity_key,
        opportunities.created_at

    from leads
    inner join opportunities
        on
        {{ source_key('hubspot', 'leads.company_id') }} = opportunities.account_key
        and cast(leads.converted_at as date) <= cast(opportunities.created_at as date)
    where opportunities.primary_contact_key is null

),

companies_with_deals as (

    select distinct account_key from opportunities

),

first_deals as (

    select
        contact_id,
        opportunity_key

    from lead_deals
    qualify
        row_number() over (
            partition by contact_id
            order by created_at, opportunity_key
        ) = 1

),

renamed as (

    select
        -- keys: the lead is the contact
        {{ source_key('hubspot', 'leads.id') }} as lead_key,
        {{ source_key('hubspot', 'leads.property_hubspot_owner_id') }} as owner_key,
        {{ source_key('hubspot', 'leads.id') }} as converted_contact_key,
        case
            when leads.converted_at is not null
                then {{ source_key('hubspot', 'leads.company_id') }}
        end as converted_account_key,
        first_deals.opportunity_key as converted_opportunity_key,

        -- attributes
        leads.property_email as email,
        nullif(trim(concat_ws(' ', leads.property_firstname, leads.property_lastname)), '')
            as full_name,
        leads.property_company as company_name,
        leads.property_jobtitle as job_title,
        leads.property_website as website,
        leads.property_industry as industry,
        leads.property_country as country,
        coalesce(leads.lead_source, leads.property_hs_analytics_source) as lead_source,
        coalesce(leads.property_hs_lead_status, leads.property_lifecyclestage) as source_status,
        case when leads.given_back_at is not null then leads.rejection_reason end
            as rejection_reason,
        leads.budget_level,
        leads.authority_level,
        leads.need_level,
        leads.timeline_level,

        -- flags
        leads.converted_at is not null as is_converted,

        -- measures
        leads.score,

        -- times
        leads.lead_at as created_at,
        leads.mql_at,
        leads.sal_at,
        leads.sql_at,
        leads.given_back_at as rejected_at,
        leads.converted_at,

        -- a won deal makes customers of everybody at the company; then the deal says it once
        case when companies_with_deals.account_key is null then leads.customer_at end as won_at

    from leads
    left join first_deals on leads.id = first_deals.contact_id
    left join companies_with_deals
        on {{ source_key('hubspot', 'leads.company_id') }} = companies_with_deals.account_key

)

select * from renamed
