with

leads as (

    select * from {{ ref('int_crm__leads') }}

),

lead_sources as (

    select * from {{ ref('lead_sources') }}

),

person_identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

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

people as (

    select * from {{ ref('dim_people') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

sessions as (

    select * from {{ ref('fct_sessions') }}
    where person_key is not null and is_counted

),

-- "Web" is how a lead came in, not what brought it. That is the last visit of the person in the
-- month before, direct visits only when there is no other.
visits as (

    select
        leads.lead_key,
        sessions.channel

    from leads
    inner join person_identifiers
        on 'lead:' || leads.lead_key = person_identifiers.identifier
    inner join sessions
        on
        person_identifiers.person_key = sessions.person_key
        and leads.created_at >= sessions.started_at
        and leads.created_at <= sessions.started_at + interval 30 day
    qualify
        row_number() over (
            partition by leads.lead_key
            order by
                case when sessions.channel = 'Direct' then 1 else 0 end,
                sessions.started_at desc,
                sessions.session_key asc
        ) = 1

),

linked as (

    select
        leads.lead_key,
        person_identifiers.person_key,
        coalesce(
            account_records.account_key, leads.converted_account_key, people.account_key
        ) as account_key,
        coalesce(user_records.owner_key, leads.owner_key) as owner_key,
        leads.source_system,
        coalesce(leads.lead_source, '(not set)') as lead_source,
        coalesce(lead_sources.lead_source_type, 'other') as lead_source_type,
        coalesce(visits.channel, lead_sources.channel, 'Unassigned') as channel,
        case when visits.channel is null then 'lead source' else 'last visit' end
            as channel_decided_by,
        coalesce(leads.source_status, '(not set)') as source_status,
        leads.score,
        coalesce(leads.budget_level, 'unknown') as budget_level,
        coalesce(leads.authority_level, 'unknown') as authority_level,
        coalesce(leads.need_level, 'unknown') as need_level,
        coalesce(leads.timeline_level, 'unknown') as timeline_level,
        coalesce(leads.is_converted, leads.converted_at is not null) as is_converted,
        leads.created_at,
        leads.mql_at,
        leads.sal_at,
        leads.sql_at,
        leads.rejected_at,
        coalesce(leads.rejection_reason, '(not set)') as rejection_reason,
        leads.converted_at,
        opportunities.opportunity_key,
        opportunities.created_at as opportunity_created_at,
        case
            when opportunities.is_won then opportunities.closed_at
            when opportunities.opportunity_key is null then leads.won_at
        end as won_at,
        case when opportunities.is_won then opportunities.reporting_amount end as won_amount

    from leads
    left join lead_sources on lower(trim(leads.lead_source)) = lead_sources.source_name
    left join person_identifiers
        on 'lead:' || leads.lead_key = person_identifiers.identifier
    left join people on person_identifiers.person_key = people.person_key
    left join account_records
        on leads.converted_account_key = account_records.account_record_key
    left join user_records on leads.owner_key = user_records.user_record_key
    left join visits
        on
        leads.lead_key = visits.lead_key
        and coalesce(lead_sources.channel, 'Unassigned') in ('Website', 'Unassigned')
    left join migrated_opportunities
        on leads.converted_opportunity_key = migrated_opportunities.old_opportunity_key
    left join opportunities
        on
        coalesce(migrated_opportunities.opportunity_key, leads.converted_opportunity_key)
        = opportunities.opportunity_key

),

staged as (

    select
        *,
        case
            when won_at is not null then 'won'
            when opportunity_key is not null then 'opportunity'
            when rejected_at is not null then 'rejected'
            when sql_at is not null then 'sql'
            when sal_at is not null then 'sal'
            when mql_at is not null then 'mql'
            else 'lead'
        end as lead_stage,
        cast(
            case when budget_level != 'unknown' then 1 else 0 end
            + case when authority_level != 'unknown' then 1 else 0 end
            + case when need_level != 'unknown' then 1 else 0 end
            + case when timeline_level != 'unknown' then 1 else 0 end
            as integer
        ) as bant_known

    from linked

)

select * from staged
