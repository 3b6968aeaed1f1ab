-- The same world where Zoho is the CRM: one file per module, records as its API gives them, with
-- people and records looked up as {id, name} and times with their offset.
create schema zoho_crm;

create macro zoho_time(moment) as strftime(moment, '%Y-%m-%dT%H:%M:%S') || '+00:00';

create macro zoho_ref(id, name) as case when id is not null
    then {'id': zoho_id(id), 'name': name} end;

create macro zoho_owner(rep) as {'id': zoho_id(rep.user_id),
    'name': rep.first_name || ' ' || rep.last_name, 'email': rep.email};

create view zoho_crm.Users as
select
    zoho_id(user_id) as id, first_name || ' ' || last_name as full_name, first_name, last_name,
    email, {'name': role_name} as role, 'active' as status, region as territory,
    synced(getvariable('from_date')) as _fivetran_synced,
    getvariable('from_date') as _night, cast(null as date) as _until, rep_id as _order
from reps
where list_contains(getvariable('crms'), 'zoho_crm');

create view zoho_crm.Accounts as
select
    zoho_id(account_id) as id, account_name as Account_Name, 'https://www.' || domain as Website,
    industry as Industry, employees as Employees, cast(employees as bigint) * 165000
        as Annual_Revenue,
    country as Billing_Country, 'Prospect' as Account_Type, zoho_owner(reps) as Owner,
    accounts.region as Territory, zoho_time(entered_at) as Created_Time,
    zoho_time(entered_at) as Modified_Time, night_of(entered_at) as _night,
    cast(null as date) as _until, account_no as _order
from crm_accounts as accounts
inner join reps on accounts.owner_id = reps.user_id
where is_in_crm('zoho_crm', account_no);

create view zoho_crm.Contacts as
select
    zoho_id(contact_id) as id, crm_contacts.first_name as First_Name,
    crm_contacts.last_name as Last_Name,
    crm_contacts.first_name || ' ' || crm_contacts.last_name as Full_Name,
    case when has_no_email and record = 'self' then null else crm_contacts.email end as Email,
    job_title as Title, zoho_ref(account_id, null) as Account_Name, zoho_owner(reps) as Owner,
    'Web' as Lead_Source, zoho_time(contact_at) as Created_Time,
    zoho_time(contact_at) as Modified_Time, _night, cast(null as date) as _until,
    contact_id as _order
from crm_contacts
inner join reps on crm_contacts.owner_id = reps.user_id
-- what was merged is not in the module any more
where record != 'twin' and is_in_crm('zoho_crm', account_no);

create view zoho_crm.Leads as
select
    zoho_id(lead_id) as id, lead_facts.first_name as First_Name, lead_facts.last_name as Last_Name,
    lead_facts.first_name || ' ' || lead_facts.last_name as Full_Name,
    case when uses_free_mail then free_email else work_email end as Email,
    account_name as Company, job_title as Designation, domain as Website, industry as Industry,
    employees as No_of_Employees, country as Country, lead_source as Lead_Source,
    case
        when is_deal and deal_at <= changed_at then 'Contacted'
        when is_rejected and rejected_at <= changed_at then 'Junk Lead'
        when is_sal and sal_at <= changed_at then 'Attempted to Contact'
        else 'Not Contacted'
    end as Lead_Status,
    score as Score,
    case when is_mql and mql_at <= changed_at then zoho_time(mql_at) end as MQL_Time,
    case when is_sal and sal_at <= changed_at then zoho_time(sal_at) end as SAL_Time,
    case when is_deal and deal_at <= changed_at then zoho_time(deal_at) end as SQL_Time,
    case when is_rejected and rejected_at <= changed_at then zoho_time(rejected_at) end
        as Rejected_Time,
    case when is_rejected and rejected_at <= changed_at then rejection_reason end
        as Rejection_Reason,
    is_deal and deal_at <= changed_at as "$converted",
    case when is_deal and deal_at <= changed_at then zoho_time(deal_at) end as Converted_Date_Time,
    case when is_deal and deal_at <= changed_at then zoho_ref(crm_id('003', person_id), null) end
        as Converted_Contact,
    case when is_deal and deal_at <= changed_at then zoho_ref(account_id, account_name) end
        as Converted_Account,
    case when is_deal and deal_at <= changed_at
        then zoho_ref(crm_id('006', account_no * 16), null) end as Converted_Deal,
    zoho_owner(reps) as Owner, zoho_time(lead_at) as Created_Time,
    zoho_time(changed_at) as Modified_Time, night as _night, next_night as _until,
    lead_id || night as _order
from lead_facts
inner join lead_versions using (account_no)
inner join reps on lead_facts.sdr_id = reps.user_id
where home_crm(account_no) = 'zoho_crm';

create macro zoho_stage(stage_no) as ['Qualification', 'Needs Analysis', 'Proposal/Price Quote',
    'Negotiation/Review', 'Closed Won', 'Closed Lost'][stage_no];

create view zoho_crm.Deals as
select
    zoho_id(deal_id) as id, account_name || ' - ' || deal_type as Deal_Name,
    zoho_ref(account_id, account_name) as Account_Name,
    case when not mishap('no contact', deal_no, 0.03)
        then zoho_ref(crm_id('003', account_no * 8 + 1), null) end as Contact_Name,
    zoho_owner(reps) as Owner, zoho_stage(stage_no) as Stage, probability as Probability,
    deal_versions.amount as Amount, cast(round(deal_versions.amount * probability / 100.0)
        as bigint) as Expected_Revenue,
    currency_code as Currency, close_date as Closing_Date,
    case deal_type when 'New Business' then 'New Business' else 'Existing Business' end as Type,
    deal_type as Deal_Kind, case when stage_no = 6 then loss_reason end as Reason_For_Loss__s,
    case when stage_no < 5 then 'Call back' end as Next_Step,
    zoho_time(created_at) as Created_Time, zoho_time(changed_at) as Modified_Time,
    night as _night, next_night as _until, deal_id || night as _order
from deal_versions
inner join plans using (deal_no)
inner join stages using (stage_no)
inner join reps on plans.owner_id = reps.user_id
where home_crm(account_no) = 'zoho_crm';

create view zoho_crm.Stage_History as
select
    zoho_id(crm_id('008', step_no)) as id, zoho_ref(deal_id, null) as Deal,
    zoho_stage(stage_no) as Stage, probability as Probability, deal_steps.amount as Amount,
    cast(round(deal_steps.amount * probability / 100.0) as bigint) as Expected_Revenue,
    close_date as Close_Date, zoho_time(changed_at) as Last_Modified_Time,
    zoho_owner(reps) as Modified_By, cast(changed_at as date) as _night,
    cast(null as date) as _until, step_no as _order
from deal_steps
inner join plans using (deal_no)
inner join stages using (stage_no)
inner join reps on plans.owner_id = reps.user_id
where home_crm(account_no) = 'zoho_crm' and cast(changed_at as date) <= getvariable('to_date');

create table zoho_work as
select
    night_of(done_at) + cast(days_late as integer) as night, zoho_id(activity_id) as id,
    case when is_contact then zoho_ref(who_id, null) end as contact,
    case when deal_no is not null then zoho_ref(crm_id('006', deal_no), null)
        when not is_contact then zoho_ref(who_id, null) end as about,
    zoho_owner(reps) as owner, activities.* exclude (region)
from activities
inner join reps on activities.rep_id = reps.user_id
where
    home_crm(account_no) = 'zoho_crm'
    and cast(done_at as date) + days_late <= getvariable('to_date');

create view zoho_crm.Calls as
select
    id, 'Call' as Subject, 'Outbound' as Call_Type, 'Prospecting' as Call_Purpose,
    case when is_done then 'Completed' else 'Scheduled' end as Call_Status,
    zoho_time(done_at) as Call_Start_Time,
    whole('talk', activity_id, 30, 1500) as Call_Duration_in_seconds, contact as Who_Id,
    about as What_Id, owner as Owner, zoho_time(done_at) as Created_Time,
    zoho_time(done_at) as Modified_Time, night as _night, cast(null as date) as _until, id as _order
from zoho_work
where kind = 'Call';

create view zoho_crm.Events as
select
    id, kind as Event_Title, kind as Event_Type, zoho_time(done_at) as Start_DateTime,
    zoho_time(done_at + to_minutes(whole('minutes', activity_id, 25, 75))) as End_DateTime,
    contact as Who_Id, about as What_Id, owner as Owner, zoho_time(done_at) as Created_Time,
    zoho_time(done_at) as Modified_Time, night as _night, cast(null as date) as _until, id as _order
from zoho_work
where kind in ('Meeting', 'Demo');

create view zoho_crm.Tasks as
select
    id, kind as Subject, 'Completed' as Status, cast(done_at as date) as Due_Date,
    zoho_time(done_at) as Closed_Time, contact as Who_Id, about as What_Id, owner as Owner,
    zoho_time(done_at) as Created_Time, zoho_time(done_at) as Modified_Time, night as _night,
    cast(null as date) as _until, id as _order
from zoho_work
where kind in ('Email', 'Proposal');

create view zoho_crm.Campaigns as
select
    zoho_id(crm_id('701', crm_campaign_no)) as id, campaign_name as Campaign_Name,
    campaign_type as Type, 'Active' as Status, start_date as Start_Date, end_date as End_Date,
    budget as Budgeted_Cost, cast(budget * 0.95 as bigint) as Actual_Cost,
    zoho_time(cast(getvariable('from_date') as timestamp)) as Modified_Time,
    getvariable('from_date') as _night, cast(null as date) as _until, crm_campaign_no as _order
from crm_campaigns
where list_contains(getvariable('crms'), 'zoho_crm');
