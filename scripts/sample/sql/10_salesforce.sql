-- The world as Salesforce exports it. Every view has the night a version of a row landed, the night
-- the next version did, and what puts its rows in order.
create schema salesforce;

create macro stamp(moment) as strftime(moment, '%Y-%m-%d %H:%M:%S');

create macro synced(night) as strftime(night, '%Y-%m-%d') || ' 23:30:00';

-- One person types in local time, another in UTC: both are exported with their offset.
create macro zoned(moment, region) as case region
    when 'EMEA' then strftime(moment + interval 2 hour, '%Y-%m-%dT%H:%M:%S') || '+02:00'
    when 'North America' then strftime(moment - interval 5 hour, '%Y-%m-%dT%H:%M:%S') || '-05:00'
    else strftime(moment, '%Y-%m-%dT%H:%M:%S') || 'Z' end;

create view salesforce.user_role as
select
    crm_id('00E', role_no) as id, role_name as name, false as _fivetran_deleted,
    synced(getvariable('from_date')) as _fivetran_synced,
    getvariable('from_date') as _night, cast(null as date) as _until, role_name as _order
from (
    select role_name, row_number() over (order by role_name) as role_no
    from (select distinct role_name from reps)
)
where list_contains(getvariable('crms'), 'salesforce');

create view salesforce.user as
select
    reps.user_id as id, first_name || ' ' || last_name as name, email, reps.title,
    rep_periods.region as department, rep_periods.team_name as division,
    user_role.id as user_role_id, crm_id('005', rep_periods.manager_no + 1) as manager_id,
    true as is_active, false as _fivetran_deleted, synced(night) as _fivetran_synced,
    night as _night, next_night as _until, reps.user_id || '.' || k as _order
from reps
inner join rep_periods using (rep_id)
inner join salesforce.user_role on rep_periods.role_name = user_role.name;

create view salesforce.product_2 as
select
    crm_id('01t', product_no) as id, product_name as name, product_line as family,
    true as is_active, false as is_deleted, synced(getvariable('from_date')) as _fivetran_synced,
    getvariable('from_date') as _night, cast(null as date) as _until, product_no as _order
from products
where list_contains(getvariable('crms'), 'salesforce');

create table crm_accounts as
with

entered as (

    select accounts.*, case when is_base then cast(start_day as timestamp) + interval 9 hour
        else deal_at end as entered_at,
        case when is_base then getvariable('from_date')
            else cast(won.won_at as date) end as customer_day
    from accounts
    left join leads on accounts.account_no = leads.account_no and leads.is_deal
    left join (
        select account_no, min(close_at) as won_at from plans
        where slot < 2 and is_won group by account_no
    ) as won on accounts.account_no = won.account_no
    where (is_base or leads.account_no is not null)

)

select * from entered where cast(entered_at as date) <= getvariable('to_date');

create view salesforce.account as
with

versions as (

    select *, false as is_twin, false as gone, 'Prospect' as kind, entered_at as modified_at,
        case when customer_day > night_of(entered_at) then customer_day end as _until
    from crm_accounts
    where customer_day is null or customer_day > night_of(entered_at)
    union all
    select *, false, false, 'Customer', greatest(entered_at, cast(customer_day as timestamp)
        + interval 22 hour), null
    from crm_accounts
    where customer_day is not null
    union all
    -- entered twice, and merged three weeks later
    select *, true, false, 'Prospect', entered_at + interval 2 day,
        night_of(entered_at + interval 2 day) + 21
    from crm_accounts
    where mishap('merged account', account_no, 0.03)
    union all
    select *, true, true, 'Prospect',
        cast(night_of(entered_at + interval 2 day) + 21 as timestamp) + interval 12 hour, null
    from crm_accounts
    where mishap('merged account', account_no, 0.03)

)

select
    case when is_twin then crm_id('001', 900000000 + account_no) else account_id end as id,
    account_name as name, 'https://www.' || domain as website, industry,
    employees as number_of_employees, cast(employees as bigint) * 165000 as annual_revenue,
    country as billing_country, kind as type, cast(null as varchar) as parent_id, owner_id,
    region as region__c, stamp(entered_at) as created_date, stamp(modified_at) as last_modified_date,
    case when gone then account_id end as master_record_id, gone as is_deleted,
    synced(night_of(modified_at)) as _fivetran_synced,
    night_of(modified_at) as _night, _until,
    case when is_twin then crm_id('001', 900000000 + account_no) else account_id end
    || stamp(modified_at) as _order
from versions
where is_in_crm('salesforce', account_no);

create table crm_contacts as
with

everybody as (

    select
        people.*, known_people.* exclude (person_id, account_no, person_no), accounts.account_id,
        accounts.owner_id, 'self' as record
    from known_people
    inner join people using (person_id)
    inner join accounts on people.account_no = accounts.account_no
    where contact_at is not null and cast(contact_at as date) <= getvariable('to_date')

)

select *, night_of(contact_at) as _night, cast(null as date) as _until, false as gone
from everybody
union all
-- a second record of the same person, merged after ten days
select * replace (crm_id('003', 900000000 + person_id) as contact_id, free_email as email,
    'twin' as record), night_of(contact_at) + 1, night_of(contact_at) + 11, false
from everybody
where is_merged
union all
select * replace (crm_id('003', 900000000 + person_id) as contact_id, free_email as email,
    'twin' as record), night_of(contact_at) + 11, null, true
from everybody
where is_merged
union all
-- works for a second company, which knew the person before
select everybody.* replace (crm_id('003', 800000000 + person_id) as contact_id,
    other.account_id as account_id, other.owner_id as owner_id, 'second company' as record,
    contact_at - interval 30 day as contact_at),
    night_of(contact_at - interval 30 day), null, false
from everybody
inner join accounts as other
    on other.account_no
    = everybody.account_no % cast(ceil(60 * getvariable('scale')) as bigint) + 1
where has_two_companies and other.account_no != everybody.account_no
union all
-- left for another customer, which knows them under a new address
select everybody.* replace (crm_id('003', 700000000 + person_id) as contact_id,
    other.account_id as account_id, other.owner_id as owner_id, 'new job' as record,
    split_part(work_email, '@', 1) || '@' || other.domain as email,
    contact_at + to_days(cast(whole('new job', person_id, 120, 600) as integer)) as contact_at),
    night_of(contact_at + to_days(cast(whole('new job', person_id, 120, 600) as integer))), null,
    false
from everybody
inner join accounts as other
    on other.account_no
    = (everybody.account_no + 6) % cast(ceil(60 * getvariable('scale')) as bigint) + 1
where changes_job and other.account_no != everybody.account_no;

create view salesforce.contact as
select
    contact_id as id, account_id,
    case when has_no_email and record = 'self' then null else email end as email,
    first_name, last_name, job_title as title, 'Web' as lead_source, owner_id,
    stamp(contact_at) as created_date,
    stamp(case when gone then cast(_night as timestamp) else contact_at end) as last_modified_date,
    case when gone then crm_id('003', person_id) end as master_record_id, gone as is_deleted,
    synced(_night) as _fivetran_synced,
    _night, _until, contact_id || _night as _order
from crm_contacts
where is_in_crm('salesforce', account_no);

-- What a rep hears of a company leans to yes where it is likely to buy, and is no more than that.
create macro bant(stream, account_no, readiness, answers) as
    answers[cast(floor(4 * least(0.999, 0.65 * rnd(stream, account_no) + readiness)) as integer) + 1];

create table lead_facts as
select
    leads.*,
    people.* exclude (account_no),
    accounts.* exclude (account_no),
    case
        when leads.is_web_lead and rnd('said', leads.account_no) < 0.8
            then case when form_of(leads.account_no) like 'Guide%' then 'Content Download'
                else 'Web' end
        when leads.is_web_lead then 'Other'
        when channels.channel = 'Event' then 'Trade Show'
        when channels.channel = 'Partner' then 'Partner Referral'
        when channels.channel = 'Customer Referral' then 'Customer Referral'
        when channels.channel = 'Outbound Call' then 'Cold Call'
        else 'Sales Navigator'
    end as lead_source,
    least(100, 8 + accounts.fit * 12 + leaning.win_points // 6
        + case when leads.is_mql then 38 else 0 end + whole('score', leads.account_no, 0, 9))
        as score,
    pick('rejection', leads.account_no, ['No budget', 'Wrong person', 'Too small', 'Not reachable',
        'Student or competitor']) as rejection_reason,
    -- what sales learns when it takes the lead over
    0.06 * accounts.fit + least(leaning.win_points, 400) / 900.0 as readiness,
    bant('budget', leads.account_no, readiness, ['no', 'unknown', 'partial', 'yes']) as budget_level,
    bant('authority', leads.account_no, readiness, ['unknown', 'partial', 'yes', 'yes'])
        as authority_level,
    bant('need', leads.account_no, readiness, ['no', 'partial', 'yes', 'yes']) as need_level,
    bant('timeline', leads.account_no, readiness, ['no', 'unknown', 'partial', 'yes'])
        as timeline_level
from leads
inner join people on leads.account_no * 8 + 1 = people.person_id
inner join accounts on leads.account_no = accounts.account_no
inner join channels on leads.lead_channel_no = channels.channel_no
inner join leaning on leads.account_no = leaning.account_no and leaning.off_no = 0
where cast(leads.lead_at as date) <= getvariable('to_date');

create table lead_versions as
with

changes as (

    select account_no, unnest([
        lead_at,
        case when is_mql then mql_at end,
        case when is_sal then sal_at end,
        case when is_rejected then rejected_at end,
        case when is_deal then deal_at end
    ]) as changed_at
    from lead_facts

),

nightly as (

    select account_no, cast(changed_at as date) as night, max(changed_at) as changed_at
    from changes
    where cast(changed_at as date) <= getvariable('to_date')
    group by all

)

select
    *,
    lead(night) over (partition by account_no order by night) as next_night
from nightly;

-- Forms filled in by machines: the lead looks like a real one until somebody deletes it.
create table spam as
select account_no, night
from lead_versions
inner join lead_facts using (account_no)
where lead_at = changed_at and mishap('spam', account_no, 0.02);

create view salesforce.lead as
with

facts as (

    select
        lead_facts.*, changed_at, night, next_night,
        is_mql and mql_at <= changed_at as was_mql,
        is_sal and sal_at <= changed_at as was_sal,
        is_rejected and rejected_at <= changed_at as was_rejected,
        is_deal and deal_at <= changed_at as was_deal
    from lead_facts
    inner join lead_versions using (account_no)

),

listed as (

    select
        lead_id as id, case when uses_free_mail then free_email else work_email end as email,
        first_name, last_name, account_name as company, job_title as title, domain as website,
        industry, country, lead_source,
        case
            when was_deal then 'Closed - Converted'
            when was_rejected then 'Closed - Not Converted'
            when was_sal then 'Working - Contacted'
            else 'Open - Not Contacted'
        end as status,
        sdr_id as owner_id, score as lead_score__c,
        case when was_mql then stamp(mql_at) end as mql_date__c,
        case when was_sal then stamp(sal_at) end as sal_date__c,
        case when was_deal then stamp(deal_at) end as sql_date__c,
        case when was_rejected then stamp(rejected_at) end as rejected_date__c,
        case when was_rejected then rejection_reason end as rejection_reason__c,
        case when was_sal then budget_level else 'unknown' end as budget__c,
        case when was_sal then authority_level else 'unknown' end as authority__c,
        case when was_sal then need_level else 'unknown' end as need__c,
        case when was_sal then timeline_level else 'unknown' end as timeline__c,
        was_deal as is_converted,
        case when was_deal then cast(deal_at as date) end as converted_date,
        case when was_deal then crm_id('003', person_id) end as converted_contact_id,
        case when was_deal then account_id end as converted_account_id,
        case when was_deal then crm_id('006', account_no * 16) end as converted_opportunity_id,
        stamp(lead_at) as created_date, stamp(changed_at) as last_modified_date,
        false as is_deleted, synced(night) as _fivetran_synced, night as _night,
        next_night as _until
    from facts
    where home_crm(account_no) = 'salesforce'

),

-- Spam that somebody deleted two days later.
spam as (

    select listed.* replace (
        crm_id('00Q', 900000000 + lead_facts.account_no) as id,
        'win@prize' || lead_facts.account_no || '.example' as email, 'Prize' as last_name,
        false as is_converted, null as converted_date, null as converted_contact_id,
        null as converted_account_id, null as converted_opportunity_id,
        is_gone as is_deleted,
        stamp(cast(_night as timestamp) + case when is_gone then interval 58 hour
            else interval 10 hour end) as last_modified_date,
        synced(_night + case when is_gone then 2 else 0 end) as _fivetran_synced,
        _night + case when is_gone then 2 else 0 end as _night,
        case when not is_gone then _night + 2 end as _until
    )
    from listed
    inner join lead_facts on listed.id = lead_facts.lead_id
    inner join spam on lead_facts.account_no = spam.account_no and listed._night = spam.night
    cross join (values (true), (false)) as t (is_gone)

)

select *, id || last_modified_date as _order from (from listed union all by name from spam);

create view salesforce.opportunity as
select
    record_id as id, record_name as name, account_id, owner_id,
    case when not mishap('no contact', deal_no, 0.03)
        then crm_id('003', account_no * 8 + 1) end as contact_id,
    cast(null as varchar) as campaign_id,
    stages.stage_name, amount, currency_code as currency_iso_code,
    stages.probability, versions.forecast as forecast_category_name, deal_type as type,
    case when slot = 0 then sources.lead_source else 'Other' end as lead_source,
    next_step(stage_no) as next_step,
    'Harborlight Plan' as product_name__c, region as region__c,
    case when stage_no = 6 then loss_reason end as loss_reason__c,
    case when stage_no > 2 and meets_rival(deal_no, loss_reason) then competitor end
        as competitor__c,
    stage_no >= 5 as is_closed, stage_no = 5 as is_won,
    stamp(created_at) as created_date, close_date,
    stamp(changed_at) as last_modified_date, is_gone as is_deleted,
    synced(night) as _fivetran_synced, night as _night, next_night as _until,
    record_id || stamp(changed_at) as _order
from record_versions as versions
inner join stages using (stage_no)
left join (select account_no, lead_source from lead_facts) as sources using (account_no)
where home_crm(account_no) = 'salesforce';

-- History goes with its record.
create view salesforce.opportunity_history as
with

rows_then as (

    select
        steps.*, owners.owner_id as changed_by, is_gone,
        cast(case when is_gone then deleted_at else changed_at end as date) as night
    from record_steps as steps
    inner join deal_owners as owners
        on steps.deal_no = owners.deal_no
        and steps.changed_at >= owners.since and steps.changed_at < owners.until
    cross join (values (false), (true)) as t (is_gone)
    where not is_gone or deleted_at is not null

)

select
    crm_id('008', offset_no + step_no) as id, record_id as opportunity_id, stage_name,
    amount_then as amount, probability, close_date, changed_by as created_by_id,
    stamp(changed_at) as created_date, is_gone as is_deleted, synced(night) as _fivetran_synced,
    night as _night,
    case when not is_gone then cast(deleted_at as date) end as _until,
    (offset_no + step_no) || '.' || is_gone as _order
from rows_then
inner join stages using (stage_no)
where
    home_crm(account_no) = 'salesforce'
    and (is_gone or deleted_at is null or cast(changed_at as date) < cast(deleted_at as date));

-- A record begins with a row without values; after that every change has one, a new owner two.
create view salesforce.opportunity_field_history as
with

rows_then as (

    select 2 * change_no as row_no, 'created' as field, cast(null as varchar) as old_value,
        cast(null as varchar) as new_value, *
        exclude (field, old_value, value)
    from record_changes
    where is_first and field = 'owner'
    union all by name
    select 2 * change_no as row_no, 'Owner' as field, old_value, value as new_value,
        * exclude (field, old_value, value)
    from record_changes
    where not is_first and field = 'owner'
    union all by name
    select 2 * change_no + 1 as row_no, 'Owner' as field,
        before.first_name || ' ' || before.last_name as old_value,
        after.first_name || ' ' || after.last_name as new_value,
        changes.* exclude (field, old_value, value)
    from record_changes as changes
    inner join reps as before on changes.old_value = before.user_id
    inner join reps as after on changes.value = after.user_id
    where not is_first and field = 'owner'
    union all by name
    select 2 * change_no as row_no,
        case field when 'forecast' then 'ForecastCategoryName' else 'NextStep' end as field,
        old_value, value as new_value, * exclude (field, old_value, value)
    from record_changes
    where not is_first and field != 'owner'

),

versions as (

    select
        rows_then.*, owners.owner_id as changed_by, is_gone,
        cast(case when is_gone then deleted_at else changed_at end as date) as night
    from rows_then
    inner join deal_owners as owners
        on rows_then.deal_no = owners.deal_no
        and rows_then.changed_at >= owners.since and rows_then.changed_at < owners.until
    cross join (values (false), (true)) as t (is_gone)
    where not is_gone or deleted_at is not null

)

select
    crm_id('017', row_no) as id, record_id as opportunity_id, field, old_value, new_value,
    changed_by as created_by_id, stamp(changed_at) as created_date, is_gone as is_deleted,
    synced(night) as _fivetran_synced, night as _night,
    case when not is_gone then cast(deleted_at as date) end as _until,
    row_no || '.' || is_gone as _order
from versions
where
    home_crm(account_no) = 'salesforce' and night <= getvariable('to_date')
    and (is_gone or deleted_at is null or cast(changed_at as date) < cast(deleted_at as date));

create view salesforce.opportunity_split_type as
select
    crm_id('0Xq', n) as id, name as developer_name, name as master_label,
    n = 1 as is_total_validated, true as is_active, synced(getvariable('from_date'))
        as _fivetran_synced,
    getvariable('from_date') as _night, cast(null as date) as _until, n as _order
from (values (1, 'Revenue'), (2, 'Overlay')) as t (n, name)
where list_contains(getvariable('crms'), 'salesforce');

create view salesforce.opportunity_split as
select
    crm_id('0Xo', deal_no * 4 + k) as id, deal_id as opportunity_id, rep_id as split_owner_id,
    crm_id('0Xq', case split_type when 'Revenue' then 1 else 2 end) as split_type_id,
    percent as split_percentage, stamp(agreed_at) as last_modified_date, false as is_deleted,
    synced(cast(agreed_at as date)) as _fivetran_synced, cast(agreed_at as date) as _night,
    cast(null as date) as _until, deal_no * 4 + k as _order
from splits
where home_crm(account_no) = 'salesforce' and cast(agreed_at as date) <= getvariable('to_date');

create view salesforce.quote as
select
    quote_id as id, deal_id as opportunity_id, account_name || ' v' || version as name,
    case status when 'draft' then 'Draft' when 'in review' then 'In Review'
        when 'approved' then 'Approved' when 'sent' then 'Presented'
        when 'accepted' then 'Accepted' when 'expired' then 'Expired' else 'Denied' end as status,
    list_amount as subtotal, quoted_amount as total_price, currency_code as currency_iso_code,
    valid_until as expiration_date, stamp(sent_at) as sent_date__c,
    stamp(legal_from) as legal_review_started__c, stamp(legal_to) as legal_review_finished__c,
    stamp(decided_at) as decision_date__c, stamp(made_at) as created_date,
    stamp(changed_at) as last_modified_date, false as is_deleted,
    synced(night) as _fivetran_synced, night as _night, next_night as _until,
    quote_id || night as _order
from quote_versions
where home_crm(account_no) = 'salesforce';

create view salesforce.opportunity_contact_role as
select
    crm_id('00K', deal_no * 8 + people.person_no) as id, deal_id as opportunity_id,
    people.contact_id, people.buying_role as role, people.person_no = 1 as is_primary,
    false as is_deleted, synced(night) as _fivetran_synced, night as _night,
    cast(null as date) as _until, deal_no * 8 + people.person_no as _order
from (
    select deals.*, greatest(cast(created_at as date), cast(contact_at as date),
        getvariable('from_date')) as night, people.person_no as p
    from deals
    inner join people using (account_no)
    inner join known_people on people.person_id = known_people.person_id
    where
        contact_at is not null and not has_no_contact
        and home_crm(people.account_no) = 'salesforce'
) as roles
inner join people on roles.account_no = people.account_no and roles.p = people.person_no
where night <= getvariable('to_date');

create view salesforce.opportunity_line_item as
select
    crm_id('00k', deal_no * 4 + product_no) as id, deal_id as opportunity_id,
    crm_id('01t', product_no) as product_2_id, product_name as name, quantity, unit_price,
    cast(total as bigint) as total_price,
    false as is_deleted, synced(night) as _fivetran_synced, night as _night,
    next_night as _until, crm_id('00k', deal_no * 4 + product_no) || night as _order
from deal_lines
where home_crm(account_no) = 'salesforce';

create view salesforce.campaign as
select
    crm_id('701', crm_campaign_no) as id, campaign_name as name, campaign_type as type,
    cast(null as varchar) as parent_id, 'In Progress' as status, start_date, end_date,
    budget as budgeted_cost, cast(budget * 0.95 as bigint) as actual_cost, message as message__c,
    stamp(cast(planned_on as timestamp)) as last_modified_date, false as is_deleted,
    synced(planned_on) as _fivetran_synced, planned_on as _night,
    cast(null as date) as _until, crm_campaign_no as _order
from crm_campaigns
where list_contains(getvariable('crms'), 'salesforce');

create view salesforce.campaign_member as
select
    member_id as id, crm_id('701', crm_campaign_no) as campaign_id,
    case when not is_contact then crm_id('00Q', person_id) end as lead_id,
    case when is_contact then crm_id('003', person_id) end as contact_id, 'Attended' as status,
    true as has_responded, day as first_responded_date, stamp(touched_at) as created_date,
    stamp(touched_at) as last_modified_date, false as is_deleted,
    synced(day + cast(days_late as integer)) as _fivetran_synced,
    day + cast(days_late as integer) as _night, cast(null as date) as _until, member_id as _order
from members
where home_crm(account_no) = 'salesforce' and day + days_late <= getvariable('to_date');

create view salesforce.task as
select
    activity_id as id,
    case kind when 'Proposal' then 'Proposal sent' when 'Email' then 'Follow-up' else 'Call' end
        as subject,
    kind as type, kind as task_subtype, case when kind = 'Call' then 'Outbound' end as call_type,
    case when kind = 'Call' and is_done then pick('call result', activity_id,
        ['Connected', 'Connected', 'Left voicemail']) end as call_disposition,
    case when is_done then 'Completed' else 'Not Started' end as status, is_done as is_closed,
    rep_id as owner_id, who_id, case when deal_no is not null then crm_id('006', deal_no) end
        as what_id,
    case when is_contact or deal_no is not null then account_id end as account_id,
    cast(done_at as date) as activity_date,
    case when is_done then zoned(done_at, region) end as completed_date_time,
    case when kind = 'Call' and is_done then whole('talk', activity_id, 30, 1500) end
        as call_duration_in_seconds,
    zoned(done_at, region) as created_date, zoned(done_at, region) as last_modified_date,
    false as is_deleted, synced(night_of(done_at) + cast(days_late as integer)) as _fivetran_synced,
    night_of(done_at) + cast(days_late as integer) as _night, cast(null as date) as _until,
    activity_id as _order
from activities
where
    kind in ('Call', 'Email', 'Proposal') and home_crm(account_no) = 'salesforce'
    and cast(done_at as date) + days_late <= getvariable('to_date');

create view salesforce.event as
select
    activity_id as id, kind || ' with ' || account_id as subject, kind as type,
    'Event' as event_subtype, rep_id as owner_id, who_id,
    case when deal_no is not null then crm_id('006', deal_no) end as what_id,
    case when is_contact or deal_no is not null then account_id end as account_id,
    stamp(done_at) as start_date_time, stamp(done_at) as activity_date_time,
    whole('minutes', activity_id, 25, 75) as duration_in_minutes,
    stamp(done_at - interval 20 hour) as created_date,
    stamp(done_at) as last_modified_date, false as is_deleted,
    synced(night_of(done_at) + cast(days_late as integer)) as _fivetran_synced,
    night_of(done_at) + cast(days_late as integer) as _night, cast(null as date) as _until,
    activity_id as _order
from activities
where
    kind in ('Meeting', 'Demo') and home_crm(account_no) = 'salesforce'
    and cast(done_at as date) + days_late <= getvariable('to_date');
