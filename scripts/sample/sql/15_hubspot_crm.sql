-- The same world where HubSpot is the CRM, as Fivetran lands it. HubSpot has no leads: how far a
-- person came is the history of a property of the contact.
create view hubspot.owner as
select
    hubspot_number(user_id) as owner_id, email, first_name, last_name, 'PERSON' as type, '4021' as portal_id,
    region as team, synced(getvariable('from_date')) as _fivetran_synced,
    getvariable('from_date') as _night, cast(null as date) as _until, rep_id as _order
from reps
where list_contains(getvariable('crms'), 'hubspot');

create view hubspot.deal_pipeline as
select
    'default' as pipeline_id, false as _fivetran_deleted, true as active, 0 as display_order,
    'Sales Pipeline' as label, synced(getvariable('from_date')) as _fivetran_synced,
    getvariable('from_date') as _night, cast(null as date) as _until, 1 as _order
where list_contains(getvariable('crms'), 'hubspot');

create macro hubspot_stage(stage_no) as ['appointmentscheduled', 'qualifiedtobuy',
    'presentationscheduled', 'contractsent', 'closedwon', 'closedlost'][stage_no];

create view hubspot.deal_pipeline_stage as
select
    hubspot_stage(stage_no) as stage_id, 'default' as pipeline_id,
    ['Prospecting', 'Qualification', 'Proposal', 'Negotiation', 'Closed Won', 'Closed Lost'
    ][stage_no] as label, stage_no - 1 as display_order, probability / 100.0 as probability,
    stage_no = 5 as closed_won, stage_no >= 5 as is_closed, true as active,
    false as _fivetran_deleted, synced(getvariable('from_date')) as _fivetran_synced,
    getvariable('from_date') as _night, cast(null as date) as _until, stage_no as _order
from stages
where list_contains(getvariable('crms'), 'hubspot');

create view hubspot.company as
select
    hubspot_number(account_id) as id, false as is_deleted, account_name as property_name,
    domain as property_domain, 'https://www.' || domain as property_website,
    industry as property_industry, employees as property_numberofemployees,
    cast(employees as bigint) * 165000 as property_annualrevenue, country as property_country,
    hubspot_number(owner_id) as property_hubspot_owner_id, region as property_region,
    stamp(entered_at) as property_createdate, synced(night_of(entered_at)) as _fivetran_synced,
    night_of(entered_at) as _night, cast(null as date) as _until, account_no as _order
from crm_accounts
where is_in_crm('hubspot', account_no);

create view hubspot.contact_company as
select distinct
    hubspot_number(contact_id) as contact_id, hubspot_number(account_id) as company_id,
    'HUBSPOT_DEFINED' as category, synced(_night) as _fivetran_synced, _night,
    cast(null as date) as _until, contact_id as _order
from crm_contacts
where record = 'self' and is_in_crm('hubspot', account_no);

create view hubspot.contact_property_history as
with

changes as (

    select *, unnest(['lead', 'marketingqualifiedlead', 'salesqualifiedlead', 'opportunity', 'other'])
        as value,
        unnest([lead_at, case when is_mql then mql_at end, case when is_sal then sal_at end,
            case when is_deal then deal_at end, case when is_rejected then rejected_at end])
            as changed_at
    from lead_facts
    where home_crm(account_no) = 'hubspot'

),

properties as (

    select person_id, 'lifecyclestage' as name, value, changed_at from changes
    union all
    select person_id, 'hubspotscore', cast(score as varchar), changed_at
    from changes where value = 'lead'
    union all
    select person_id, 'lead_source', lead_source, changed_at from changes where value = 'lead'
    union all
    select person_id, 'rejection_reason', rejection_reason, changed_at
    from changes where value = 'other'

)

select
    10000 + person_id as contact_id, name, value, stamp(changed_at) as timestamp,
    'CRM_UI' as source, synced(cast(changed_at as date)) as _fivetran_synced,
    cast(changed_at as date) as _night, cast(null as date) as _until,
    person_id || name || stamp(changed_at) || value as _order
from properties
where cast(changed_at as date) <= getvariable('to_date');

create view hubspot.deal as
select
    hubspot_number(deal_id) as deal_id, false as is_deleted, 'default' as deal_pipeline_id,
    hubspot_stage(stage_no) as deal_pipeline_stage_id, hubspot_number(owner_id) as owner_id,
    '4021' as portal_id, account_name || ' - ' || deal_type as property_dealname,
    deal_versions.amount as property_amount, currency_code as property_deal_currency_code,
    deal_type as property_dealtype, deal_versions.close_date as property_closedate,
    stamp(created_at) as property_createdate,
    case when stage_no = 6 then loss_reason end as property_closed_lost_reason,
    stamp(changed_at) as property_hs_lastmodifieddate, synced(night) as _fivetran_synced,
    night as _night, next_night as _until, deal_id || night as _order
from deal_versions
inner join plans using (deal_no)
where home_crm(account_no) = 'hubspot';

create view hubspot.deal_stage as
with

entries as (

    select deal_id, stage_no, changed_at, step_no,
        lead(changed_at) over (partition by deal_no order by changed_at, step_no) as left_at
    from (
        select *, lag(stage_no) over (partition by deal_no order by changed_at, step_no) as before
        from deal_steps
        inner join plans using (deal_no)
        where home_crm(account_no) = 'hubspot'
    )
    where before is null or before != stage_no

)

select
    hubspot_number(deal_id) as deal_id, hubspot_stage(stage_no) as value,
    stamp(changed_at) as date_entered, stamp(changed_at) as _fivetran_start,
    case when was_left then stamp(left_at) else '9999-12-31 23:59:59' end as _fivetran_end,
    not was_left as _fivetran_active, 'CRM_UI' as source,
    synced(cast(case when was_left then left_at else changed_at end as date)) as _fivetran_synced,
    cast(case when was_left then left_at else changed_at end as date) as _night,
    case when not was_left and left_at is not null then cast(left_at as date) end as _until,
    step_no || '.' || was_left as _order
from entries
cross join (values (false), (true)) as t (was_left)
where
    cast(case when was_left then left_at else changed_at end as date) <= getvariable('to_date')
    and (was_left or left_at is null or cast(left_at as date) > cast(changed_at as date));

create view hubspot.deal_company as
select
    hubspot_number(deal_id) as deal_id, hubspot_number(account_id) as company_id,
    5 as type_id, 'HUBSPOT_DEFINED' as category, synced(cast(created_at as date))
        as _fivetran_synced,
    cast(created_at as date) as _night, cast(null as date) as _until, deal_no as _order
from deals
where home_crm(account_no) = 'hubspot';

create view hubspot.deal_contact as
select
    hubspot_number(deal_id) as deal_id, 10000 + known_people.person_id as contact_id,
    3 as type_id, 'HUBSPOT_DEFINED' as category,
    synced(greatest(cast(created_at as date), night_of(contact_at))) as _fivetran_synced,
    greatest(cast(created_at as date), night_of(contact_at)) as _night,
    cast(null as date) as _until, deal_no * 8 + person_no as _order
from deals
inner join known_people using (account_no)
where
    contact_at is not null and not has_no_contact and home_crm(account_no) = 'hubspot'
    and night_of(contact_at) <= getvariable('to_date');

create table hubspot_work as
select
    hubspot_number(activity_id) + case left(activity_id, 3) when '00U' then 7000000000 else 0 end
        as engagement_id,
    case when kind in ('Meeting', 'Demo') then 'MEETING' when kind = 'Call' then 'CALL'
        else 'EMAIL' end as type,
    night_of(done_at) + cast(days_late as integer) as night, *
from activities
where
    home_crm(account_no) = 'hubspot'
    and cast(done_at as date) + days_late <= getvariable('to_date');

create view hubspot.engagement as
select
    engagement_id as id, type, '4021' as portal_id, stamp(done_at) as timestamp,
    hubspot_number(rep_id) as owner_id, is_done as active, synced(night) as _fivetran_synced,
    night as _night, cast(null as date) as _until, engagement_id as _order
from hubspot_work;

create view hubspot.engagement_call as
select
    engagement_id, stamp(done_at) as property_hs_timestamp,
    stamp(done_at) as property_hs_createdate, kind as property_hs_call_title,
    whole('talk', activity_id, 30, 1500) * 1000 as property_hs_call_duration,
    case when is_done then 'COMPLETED' else 'SCHEDULED' end as property_hs_call_status,
    'OUTBOUND' as property_hs_call_direction, false as _fivetran_deleted,
    synced(night) as _fivetran_synced, night as _night, cast(null as date) as _until,
    engagement_id as _order
from hubspot_work
where type = 'CALL';

create view hubspot.engagement_meeting as
select
    engagement_id, stamp(done_at) as start_time,
    stamp(done_at + to_minutes(whole('minutes', activity_id, 25, 75))) as end_time,
    kind as title, 'COMPLETED' as meeting_outcome, false as _fivetran_deleted,
    synced(night) as _fivetran_synced, night as _night, cast(null as date) as _until,
    engagement_id as _order
from hubspot_work
where type = 'MEETING';

create view hubspot.engagement_email as
select
    engagement_id, stamp(done_at) as property_hs_timestamp,
    case when kind = 'Proposal' then 'Proposal sent' else 'Follow-up' end
        as property_hs_email_subject, 'EMAIL' as property_hs_email_direction,
    false as _fivetran_deleted, synced(night) as _fivetran_synced, night as _night,
    cast(null as date) as _until, engagement_id as _order
from hubspot_work
where type = 'EMAIL';

create view hubspot.engagement_contact as
select
    engagement_id, 10000 + person_id as contact_id, type as engagement_type,
    'HUBSPOT_DEFINED' as category, synced(night) as _fivetran_synced, night as _night,
    cast(null as date) as _until, engagement_id as _order
from hubspot_work;

create view hubspot.engagement_deal as
select
    engagement_id, deal_no as deal_id, type as engagement_type, 'HUBSPOT_DEFINED' as category,
    synced(night) as _fivetran_synced, night as _night, cast(null as date) as _until,
    engagement_id as _order
from hubspot_work
where deal_no is not null;
