-- The same world where HubSpot is the CRM, as Fivetran lands it. HubSpot has no leads: how far a
-- person came is the history of a property of the contact.
create view hubspot.owner as
select
    hubspot_number(user_id) as owner_id, email, first_name, last_name, 'PERSON' as type,
    hubspot_number(user_id) + 700 as active_user_id, '4021' as portal_id,
    synced(coalesce(hired_on, getvariable('from_date'))) as _fivetran_synced,
    coalesce(hired_on, getvariable('from_date')) as _night, cast(null as date) as _until,
    rep_id as _order
from reps
where list_contains(getvariable('crms'), 'hubspot');

create view hubspot.role as
select
    dense_rank() over (order by role_name) as id, role_name as name,
    synced(getvariable('from_date')) as _fivetran_synced,
    getvariable('from_date') as _night, cast(null as date) as _until, role_name as _order
from (select distinct role_name from reps)
where list_contains(getvariable('crms'), 'hubspot');

-- Title, region and manager are properties that the company gave to its users.
create view hubspot.users as
select
    hubspot_number(reps.user_id) + 700 as id, email, first_name, last_name,
    role.id as role_id, reps.title as property_job_title, rep_periods.region as property_region,
    rep_periods.manager_no + 1 as property_manager_owner_id, synced(night) as _fivetran_synced,
    night as _night, next_night as _until, rep_id || '.' || k as _order
from reps
inner join rep_periods using (rep_id)
inner join hubspot.role on rep_periods.role_name = role.name;

create view hubspot.team as
select
    dense_rank() over (order by team_name) as id, team_name as name,
    synced(getvariable('from_date')) as _fivetran_synced,
    getvariable('from_date') as _night, cast(null as date) as _until, team_name as _order
from (
    select distinct unnest([region || ' Commercial', region || ' Development',
        region || ' Enterprise']) as team_name
    from regions
)
where list_contains(getvariable('crms'), 'hubspot');

-- Whoever changes team stays in the old one, but no longer mainly.
create view hubspot.owner_team as
select
    hubspot_number(user_id) as owner_id, team.id as team_id, not was_left as is_team_primary,
    synced(case when was_left then next_night else night end) as _fivetran_synced,
    case when was_left then next_night else night end as _night,
    case when not was_left then next_night end as _until, rep_id || '.' || k || was_left as _order
from rep_periods
inner join hubspot.team on rep_periods.team_name = team.name
cross join (values (false), (true)) as t (was_left)
where not was_left or next_night is not null;

create view hubspot.product as
select
    product_no as id, product_name as property_name, 'service' as property_hs_product_type,
    product_line as property_product_line, 'active' as property_hs_status, false as is_deleted,
    synced(getvariable('from_date')) as _fivetran_synced,
    getvariable('from_date') as _night, cast(null as date) as _until, product_no as _order
from main.products
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
with

versions as (

    select *, hubspot_number(account_id) as id, false as gone, null as merged_ids, 'lead' as stage,
        entered_at as modified_at,
        case when customer_day > night_of(entered_at) then customer_day end as _until
    from crm_accounts
    where customer_day is null or customer_day > night_of(entered_at)
    union all
    select *, hubspot_number(account_id), false, null, 'customer', greatest(entered_at,
        cast(customer_day as timestamp) + interval 22 hour), null
    from crm_accounts
    where customer_day is not null
    union all
    -- entered twice, and merged three weeks later
    select *, 900000000 + account_no, false, null, 'lead', entered_at + interval 2 day,
        night_of(entered_at + interval 2 day) + 21
    from crm_accounts
    where mishap('merged account', account_no, 0.03)
    union all
    select *, 900000000 + account_no, true, null, 'lead',
        cast(night_of(entered_at + interval 2 day) + 21 as timestamp) + interval 12 hour, null
    from crm_accounts
    where mishap('merged account', account_no, 0.03)

)

select
    id, gone as is_deleted, account_name as property_name,
    domain as property_domain, 'https://www.' || domain as property_website,
    industry as property_industry, employees as property_numberofemployees,
    cast(employees as bigint) * 165000 as property_annualrevenue, country as property_country,
    'PROSPECT' as property_type, stage as property_lifecyclestage,
    hubspot_number(owner_id) as property_hubspot_owner_id, region as property_region,
    stamp(entered_at) as property_createdate, stamp(modified_at) as property_hs_lastmodifieddate,
    synced(night_of(modified_at)) as _fivetran_synced,
    night_of(modified_at) as _night, _until, id || stamp(modified_at) as _order
from versions
where is_in_crm('hubspot', account_no);

-- The same person works for several companies; one of them is the primary one.
create view hubspot.contact_company as
with

links as (

    select
        case record
            when 'new job' then cast('7' || (10000 + person_id) as bigint)
            else hubspot_contact(person_id, has_no_email)
        end as contact_id,
        account_id, record != 'second company' as is_primary, false as gone, _night,
        cast(null as date) as _until
    from crm_contacts
    where record != 'twin' and is_in_crm('hubspot', account_no)
    union all
    -- the doubles of the marketing tool and of the CRM, until they are merged
    select cast('9' || (10000 + person_id) as bigint), account_id, true, is_gone,
        case when is_gone then night_of(known.known_at) + 11 else night_of(contact_at) + 1 end,
        case when not is_gone then night_of(known.known_at) + 11 end
    from crm_contacts
    inner join (select person_id, known_at from known_people) as known using (person_id)
    cross join (values (false), (true)) as t (is_gone)
    where
        record = 'twin' and not gone and is_in_crm('hubspot', account_no)
        and night_of(contact_at) + 1 < night_of(known.known_at) + 11
    union all
    select 5000000000 + 10000 + person_id, account_id, true, is_gone,
        case when is_gone then night_of(contact_at) + 11
            else greatest(night_of(contact_at) + 1, night_of(known.known_at) + 11) end,
        case when not is_gone then night_of(contact_at) + 11 end
    from crm_contacts
    inner join (select person_id, known_at from known_people) as known using (person_id)
    cross join (values (false), (true)) as t (is_gone)
    where
        record = 'twin' and not gone and is_in_crm('hubspot', account_no)
        and night_of(contact_at) > night_of(known.known_at)

)

select
    contact_id, hubspot_number(account_id) as company_id,
    case when is_primary then 1 else 279 end as type_id,
    'HUBSPOT_DEFINED' as category, gone as _fivetran_deleted, synced(_night) as _fivetran_synced,
    _night, _until, contact_id || '.' || account_id || gone as _order
from links
where _night <= getvariable('to_date');

-- HubSpot keeps when a property took which value.
create view hubspot.contact_property_history as
with

changes as (

    select account_no, person_id,
        unnest(['lead', 'marketingqualifiedlead', 'salesqualifiedlead', 'opportunity']) as value,
        unnest([lead_at, case when is_mql then mql_at end, case when is_deal then deal_at end,
            -- HubSpot follows the deal, a moment later
            case when is_deal then deal_at + interval 1 second end]) as changed_at
    from lead_facts
    where home_crm(account_no) = 'hubspot'

),

properties as (

    select hubspot_contact(person_id, false) as contact_id, 'lifecyclestage' as name, value,
        changed_at
    from changes
    union all
    select hubspot_contact(person_id, false), 'hs_lead_status', 'UNQUALIFIED', rejected_at
    from lead_facts where is_rejected and home_crm(account_no) = 'hubspot'
    union all
    select hubspot_contact(person_id, false), 'hubspotscore', cast(score as varchar), lead_at
    from lead_facts where home_crm(account_no) = 'hubspot'
    union all
    select 8000000000 + account_no, 'lifecyclestage', value, changed_at
    from changes
    inner join spam using (account_no)
    where cast(changed_at as date) <= spam.night

)

select
    contact_id, name, value, stamp(changed_at) as timestamp,
    'CRM_UI' as source, synced(cast(changed_at as date)) as _fivetran_synced,
    cast(changed_at as date) as _night, cast(null as date) as _until,
    contact_id || name || stamp(changed_at) || value as _order
from properties
where cast(changed_at as date) <= getvariable('to_date');

create macro hubspot_forecast(category) as case category
    when 'Omitted' then 'OMIT' when 'Pipeline' then 'PIPELINE' when 'Best Case' then 'BEST_CASE'
    when 'Commit' then 'COMMIT' when 'Closed' then 'CLOSED' else category end;

create view hubspot.deal as
select
    record_no as deal_id, is_gone as is_deleted, 'default' as deal_pipeline_id,
    hubspot_stage(stage_no) as deal_pipeline_stage_id, hubspot_number(owner_id) as owner_id,
    '4021' as portal_id, record_name as property_dealname,
    amount as property_amount, currency_code as property_deal_currency_code,
    deal_type as property_dealtype, close_date as property_closedate,
    hubspot_forecast(forecast) as property_hs_manual_forecast_category,
    next_step(stage_no) as property_hs_next_step,
    case when slot = 0 then sources.lead_source else 'Other' end as property_lead_source,
    'Harborlight Plan' as property_product_name, region as property_region,
    case when stage_no > 2 and meets_rival(deal_no, loss_reason) then competitor end
        as property_competitor,
    stamp(created_at) as property_createdate,
    case when stage_no = 6 then loss_reason end as property_closed_lost_reason,
    stamp(changed_at) as property_hs_lastmodifieddate, synced(night) as _fivetran_synced,
    night as _night, next_night as _until, record_no || stamp(changed_at) as _order
from record_versions
left join (select account_no, lead_source from lead_facts) as sources using (account_no)
where home_crm(account_no) = 'hubspot';

create view hubspot.deal_stage as
with

entries as (

    select record_no, stage_no, changed_at, offset_no + step_no as entry_no,
        lead(changed_at) over (partition by record_no order by changed_at, step_no) as left_at
    from (
        select *, lag(stage_no) over (partition by record_no order by changed_at, step_no)
            as before
        from record_steps
        where home_crm(account_no) = 'hubspot'
    )
    where before is null or before != stage_no

)

select
    record_no as deal_id, hubspot_stage(stage_no) as value,
    stamp(changed_at) as date_entered, stamp(changed_at) as _fivetran_start,
    case when was_left then stamp(left_at) else '9999-12-31 23:59:59' end as _fivetran_end,
    not was_left as _fivetran_active, 'CRM_UI' as source,
    synced(cast(case when was_left then left_at else changed_at end as date)) as _fivetran_synced,
    cast(case when was_left then left_at else changed_at end as date) as _night,
    case when not was_left and left_at is not null then cast(left_at as date) end as _until,
    entry_no || '.' || was_left as _order
from entries
cross join (values (false), (true)) as t (was_left)
where
    (not was_left or left_at is not null)
    and (was_left or left_at is null or cast(left_at as date) > cast(changed_at as date));

-- What a deal was worth, when it was to close, whose it was and what was expected of it, whenever
-- one of them changed. History says nothing of deletes.
create view hubspot.deal_property_history as
with

values_then as (

    select record_no, offset_no + step_no as entry_no, changed_at, 'amount' as name,
        cast(amount_then as varchar) as value
    from record_steps
    where home_crm(account_no) = 'hubspot'
    union all
    select record_no, offset_no + step_no, changed_at, 'closedate', cast(close_date as varchar)
    from record_steps
    where home_crm(account_no) = 'hubspot'

),

changes as (

    select *, lag(value) over (partition by record_no, name order by changed_at, entry_no)
        as before
    from values_then

),

entries as (

    select record_no, entry_no, name, value, changed_at
    from changes
    where before is null or before != value
    union all
    select
        record_no, change_no,
        case field when 'owner' then 'hubspot_owner_id'
            when 'forecast' then 'hs_manual_forecast_category' else 'hs_next_step' end,
        case field when 'owner' then cast(hubspot_number(value) as varchar)
            when 'forecast' then hubspot_forecast(value) else value end,
        changed_at
    from record_changes
    where home_crm(account_no) = 'hubspot'

)

select
    record_no as deal_id, name, value, stamp(changed_at) as timestamp, 'CRM_UI' as source,
    synced(cast(changed_at as date)) as _fivetran_synced, cast(changed_at as date) as _night,
    cast(null as date) as _until, entry_no || name as _order
from entries;

create view hubspot.deal_split as
select
    deal_no * 4 + k as id, deal_no as deal_id, hubspot_number(rep_id) as property_hubspot_owner_id,
    percent / 100.0 as property_hs_deal_split_percentage, false as _fivetran_deleted,
    synced(cast(agreed_at as date)) as _fivetran_synced, cast(agreed_at as date) as _night,
    cast(null as date) as _until, deal_no * 4 + k as _order
from splits
where
    home_crm(account_no) = 'hubspot' and split_type = 'Revenue'
    and cast(agreed_at as date) <= getvariable('to_date');

create view hubspot.quote as
select
    quote_no as id, account_name || ' v' || version as property_hs_title,
    case status when 'draft' then 'DRAFT' when 'in review' then 'PENDING_APPROVAL'
        when 'approved' then 'APPROVED' else 'APPROVAL_NOT_NEEDED' end as property_hs_status,
    case status when 'sent' then 'Sent' when 'accepted' then 'Accepted'
        when 'expired' then 'Expired' when 'declined' then 'Declined' end
        as property_quote_outcome,
    quoted_amount as property_hs_quote_amount, currency_code as property_hs_currency,
    list_amount as property_list_amount, valid_until as property_hs_expiration_date,
    stamp(sent_at) as property_sent_date, stamp(legal_from) as property_legal_review_started,
    stamp(legal_to) as property_legal_review_finished, stamp(decided_at)
        as property_decision_date,
    stamp(made_at) as property_hs_createdate, stamp(changed_at) as property_hs_lastmodifieddate,
    false as _fivetran_deleted, synced(night) as _fivetran_synced, night as _night,
    next_night as _until, quote_no || '.' || night as _order
from quote_versions
where home_crm(account_no) = 'hubspot';

create view hubspot.quote_deal as
select
    quote_no as quote_id, deal_no as deal_id, 'HUBSPOT_DEFINED' as category,
    synced(cast(made_at as date)) as _fivetran_synced, cast(made_at as date) as _night,
    cast(null as date) as _until, quote_no as _order
from quotes
where home_crm(account_no) = 'hubspot' and cast(made_at as date) <= getvariable('to_date');

create view hubspot.deal_company as
select
    record_no as deal_id, hubspot_number(account_id) as company_id,
    5 as type_id, 'HUBSPOT_DEFINED' as category, synced(cast(created_at as date))
        as _fivetran_synced,
    cast(created_at as date) as _night, cast(null as date) as _until, record_no as _order
from records
where home_crm(account_no) = 'hubspot';

create view hubspot.deal_contact as
with

roles as (

    select
        deals.deal_no, known_people.person_id, person_no, has_no_email, created_at,
        greatest(cast(created_at as date), night_of(contact_at)) as night
    from deals
    inner join known_people using (account_no)
    where contact_at is not null and not has_no_contact and home_crm(account_no) = 'hubspot'

)

select
    deal_no + mistake * 900000000 as deal_id,
    hubspot_contact(person_id, has_no_email) as contact_id,
    100 + person_no as type_id, 'USER_DEFINED' as category, buying_role as label,
    synced(night) as _fivetran_synced, night as _night, cast(null as date) as _until,
    (deal_no * 8 + roles.person_no) * 2 + mistake as _order
from roles
inner join (select person_id, buying_role from people) as parts using (person_id)
cross join (values (0), (1)) as t (mistake)
where
    night <= getvariable('to_date')
    and (mistake = 0 or roles.person_no = 1 and mishap('test deal', deal_no, 0.02));

create view hubspot.line_item as
select
    deal_no * 4 + product_no as id, product_no as property_hs_product_id,
    product_name as property_name, quantity as property_quantity, unit_price as property_price,
    cast(total as bigint) as property_amount, false as _fivetran_deleted,
    synced(night) as _fivetran_synced, night as _night, next_night as _until,
    (deal_no * 4 + product_no) || '.' || night as _order
from deal_lines
where home_crm(account_no) = 'hubspot';

create view hubspot.line_item_deal as
select
    deal_no * 4 + product_no as line_item_id, deal_no as deal_id, 'HUBSPOT_DEFINED' as category,
    synced(min(night)) as _fivetran_synced, min(night) as _night, cast(null as date) as _until,
    deal_no * 4 + product_no as _order
from deal_lines
where home_crm(account_no) = 'hubspot'
group by deal_no, product_no;

-- Campaigns, and the list of those who came to each.
create view hubspot.campaign as
select
    'c-' || crm_campaign_no as id, campaign_name as property_hs_name,
    'in_progress' as property_hs_campaign_status, start_date as property_hs_start_date,
    end_date as property_hs_end_date, campaign_type as property_campaign_type,
    message as property_message,
    budget as property_hs_budget_items_sum_amount,
    cast(budget * 0.95 as bigint) as property_hs_spend_items_sum_amount,
    synced(planned_on) as _fivetran_synced, planned_on as _night,
    cast(null as date) as _until, crm_campaign_no as _order
from crm_campaigns
where list_contains(getvariable('crms'), 'hubspot');

create view hubspot.campaign_asset as
select
    'c-' || crm_campaign_no as campaign_id, 'OBJECT_LIST' as asset_type,
    crm_campaign_no as asset_id, planned_on as _night, cast(null as date) as _until,
    crm_campaign_no as _order
from crm_campaigns
where list_contains(getvariable('crms'), 'hubspot');

create view hubspot.contact_list as
select
    crm_campaign_no as id, 'Attended ' || campaign_name as name, 'MANUAL' as processing_type,
    false as _fivetran_deleted, synced(planned_on) as _fivetran_synced,
    planned_on as _night, cast(null as date) as _until, crm_campaign_no as _order
from crm_campaigns
where list_contains(getvariable('crms'), 'hubspot');

-- The list of a day is closed with it.
create view hubspot.contact_list_member as
select
    hubspot_contact(person_id, is_contact and has_no_email) as contact_id,
    crm_campaign_no as contact_list_id, day || ' 23:59:59.999999' as added_at,
    false as _fivetran_deleted, synced(day + cast(days_late as integer)) as _fivetran_synced,
    day + cast(days_late as integer) as _night, cast(null as date) as _until, member_id as _order
from members
where home_crm(account_no) = 'hubspot' and day + days_late <= getvariable('to_date');

-- A call that is still to be made is a task that is due on a day.
create table hubspot_work as
select
    hubspot_number(activity_id) as engagement_id,
    case when kind in ('Meeting', 'Demo') then 'MEETING' when not is_done then 'TASK'
        when kind = 'Call' then 'CALL' else 'EMAIL' end as type,
    night_of(done_at) + cast(days_late as integer) as night, *
from activities
where
    home_crm(account_no) = 'hubspot'
    and cast(done_at as date) + days_late <= getvariable('to_date');

create view hubspot.engagement as
select
    engagement_id as id, type, '4021' as portal_id, stamp(done_at) as timestamp,
    hubspot_number(rep_id) as owner_id, true as active, synced(night) as _fivetran_synced,
    night as _night, cast(null as date) as _until, engagement_id as _order
from hubspot_work;

create view hubspot.engagement_call as
select
    engagement_id, stamp(done_at) as property_hs_timestamp,
    stamp(done_at) as property_hs_createdate, kind as property_hs_call_title,
    whole('talk', activity_id, 30, 1500) * 1000 as property_hs_call_duration,
    'COMPLETED' as property_hs_call_status,
    -- HubSpot's own ids of the two results
    case pick('call result', activity_id, ['Connected', 'Connected', 'Left voicemail'])
        when 'Connected' then 'f240bbac-87c9-4f6e-bf70-924b57d47db7'
        else 'b2cf5968-551e-4856-9783-52b3da59a7d0' end as property_hs_call_disposition,
    'OUTBOUND' as property_hs_call_direction, hubspot_number(rep_id) as property_hubspot_owner_id,
    false as _fivetran_deleted, synced(night) as _fivetran_synced, night as _night,
    cast(null as date) as _until, engagement_id as _order
from hubspot_work
where type = 'CALL';

create view hubspot.engagement_meeting as
select
    engagement_id, stamp(done_at) as property_hs_meeting_start_time,
    stamp(done_at + to_minutes(whole('minutes', activity_id, 25, 75)))
        as property_hs_meeting_end_time,
    kind || ' with ' || account_id as property_hs_meeting_title,
    kind as property_hs_activity_type, 'COMPLETED' as property_hs_meeting_outcome,
    hubspot_number(rep_id) as property_hubspot_owner_id, false as _fivetran_deleted,
    synced(night) as _fivetran_synced, night as _night, cast(null as date) as _until,
    engagement_id as _order
from hubspot_work
where type = 'MEETING';

create view hubspot.engagement_email as
select
    engagement_id, stamp(done_at) as property_hs_timestamp,
    case when kind = 'Proposal' then 'Proposal sent' else 'Follow-up' end
        as property_hs_email_subject, 'EMAIL' as property_hs_email_direction,
    'SENT' as property_hs_email_status,
    case when kind = 'Proposal' then kind end as property_activity_type,
    hubspot_number(rep_id) as property_hubspot_owner_id,
    false as _fivetran_deleted, synced(night) as _fivetran_synced, night as _night,
    cast(null as date) as _until, engagement_id as _order
from hubspot_work
where type = 'EMAIL';

create view hubspot.engagement_task as
select
    engagement_id, stamp(date_trunc('day', done_at)) as property_hs_timestamp,
    kind as property_hs_task_subject, upper(kind) as property_hs_task_type,
    'NOT_STARTED' as property_hs_task_status, hubspot_number(rep_id) as property_hubspot_owner_id,
    false as _fivetran_deleted, synced(night) as _fivetran_synced, night as _night,
    cast(null as date) as _until, engagement_id as _order
from hubspot_work
where type = 'TASK';

create view hubspot.engagement_contact as
select
    engagement_id, hubspot_contact(person_id, is_contact and has_no_email) as contact_id,
    type as engagement_type, 'HUBSPOT_DEFINED' as category, synced(night) as _fivetran_synced,
    night as _night, cast(null as date) as _until, engagement_id as _order
from hubspot_work;

create view hubspot.engagement_company as
select
    engagement_id, hubspot_number(account_id) as company_id, type as engagement_type,
    'HUBSPOT_DEFINED' as category, synced(night) as _fivetran_synced, night as _night,
    cast(null as date) as _until, engagement_id as _order
from hubspot_work
where is_contact or deal_no is not null;

create view hubspot.engagement_deal as
select
    engagement_id, deal_no as deal_id, type as engagement_type, 'HUBSPOT_DEFINED' as category,
    synced(night) as _fivetran_synced, night as _night, cast(null as date) as _until,
    engagement_id as _order
from hubspot_work
where deal_no is not null;
