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
    zoho_id(reps.user_id) as id, first_name || ' ' || last_name as full_name, first_name,
    last_name, email, reps.title as Designation,
    {'id': zoho_id(reps.user_id), 'name': rep_periods.role_name} as role,
    zoho_ref(crm_id('005', rep_periods.manager_no + 1), null) as Reporting_To,
    'active' as status, rep_periods.region as Sales_Region, rep_periods.team_name as Team,
    zoho_time(cast(night as timestamp)) as Modified_Time,
    night as _night, next_night as _until, rep_id || '.' || k as _order
from reps
inner join rep_periods using (rep_id)
where list_contains(getvariable('crms'), 'zoho_crm');

create view zoho_crm.Products as
select
    zoho_id(crm_id('01t', product_no)) as id, product_name as Product_Name,
    product_line as Product_Category, true as Product_Active,
    zoho_time(cast(getvariable('from_date') as timestamp)) as Modified_Time,
    getvariable('from_date') as _night, cast(null as date) as _until, product_no as _order
from main.products
where list_contains(getvariable('crms'), 'zoho_crm');

-- What is deleted or merged vanishes from its module without a trace and is named by another
-- endpoint. A loader keeps the row as it last saw it.
create view zoho_crm.Accounts as
with

versions as (

    select *, account_id as id, 'Prospect' as kind, entered_at as modified_at,
        case when customer_day > night_of(entered_at) then customer_day end as _until
    from crm_accounts
    where customer_day is null or customer_day > night_of(entered_at)
    union all
    select *, account_id, 'Customer', greatest(entered_at, cast(customer_day as timestamp)
        + interval 22 hour), null
    from crm_accounts
    where customer_day is not null
    union all
    select *, crm_id('001', 900000000 + account_no), 'Prospect', entered_at + interval 2 day, null
    from crm_accounts
    where mishap('merged account', account_no, 0.03)

)

select
    zoho_id(id) as id, account_name as Account_Name, 'https://www.' || domain as Website,
    industry as Industry, employees as Employees, cast(employees as bigint) * 165000
        as Annual_Revenue,
    country as Billing_Country, kind as Account_Type,
    cast(null as struct(id varchar, name varchar)) as Parent_Account, zoho_owner(reps) as Owner,
    versions.region as Sales_Region, zoho_time(entered_at) as Created_Time,
    zoho_time(modified_at) as Modified_Time, night_of(modified_at) as _night, _until,
    id || stamp(modified_at) as _order
from versions
inner join reps on versions.owner_id = reps.user_id
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
where not gone and is_in_crm('zoho_crm', account_no);

create table zoho_leads as
select
    lead_facts.account_no, zoho_id(lead_id) as id, lead_facts.first_name as First_Name,
    lead_facts.last_name as Last_Name,
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
    score as Lead_Score,
    case when is_mql and mql_at <= changed_at then zoho_time(mql_at) end as MQL_Time,
    case when is_sal and sal_at <= changed_at then zoho_time(sal_at) end as SAL_Time,
    case when is_deal and deal_at <= changed_at then zoho_time(deal_at) end as SQL_Time,
    case when is_rejected and rejected_at <= changed_at then zoho_time(rejected_at) end
        as Rejected_Time,
    case when is_rejected and rejected_at <= changed_at then rejection_reason end
        as Rejection_Reason,
    case when is_sal and sal_at <= changed_at then budget_level else 'unknown' end
        as Lead_Budget,
    case when is_sal and sal_at <= changed_at then authority_level else 'unknown' end
        as Lead_Authority,
    case when is_sal and sal_at <= changed_at then need_level else 'unknown' end
        as Lead_Need,
    case when is_sal and sal_at <= changed_at then timeline_level else 'unknown' end
        as Lead_Timeline,
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

-- Spam that somebody deleted two days later.
create view zoho_crm.Leads as
select * exclude (account_no) from zoho_leads
union all
select * exclude (account_no) replace (
    zoho_id(crm_id('00Q', 900000000 + account_no)) as id, 'Prize' as Last_Name,
    'win@prize' || account_no || '.example' as Email, false as "$converted",
    null as Converted_Date_Time, null as Converted_Contact, null as Converted_Account,
    null as Converted_Deal, zoho_time(cast(_night as timestamp) + interval 10 hour)
        as Modified_Time,
    null as _until, 'spam' || _order as _order
)
from zoho_leads
where mishap('spam', account_no, 0.02) and Created_Time = Modified_Time;

-- Deals that are deleted vanish, too.
create view zoho_crm.Deals as
select
    zoho_id(record_id) as id, record_name as Deal_Name,
    zoho_ref(account_id, account_name) as Account_Name,
    case when not mishap('no contact', deal_no, 0.03)
        then zoho_ref(crm_id('003', account_no * 8 + 1), null) end as Contact_Name,
    cast(null as struct(id varchar, name varchar)) as Campaign_Source,
    zoho_owner(reps) as Owner, stages.stage_name as Stage,
    case stage_no when 5 then 'Closed Won' when 6 then 'Closed Lost' else 'Open' end
        as Deal_Category_Status,
    stages.probability as Probability, versions.forecast as Forecast_Category,
    amount as Amount,
    cast(round(amount * stages.probability / 100.0) as bigint) as Expected_Revenue,
    currency_code as Currency,
    -- of the org, in which nothing is converted here
    case currency_code when 'EUR' then 0.92 when 'GBP' then 0.79 else 1 end as Exchange_Rate,
    close_date as Closing_Date,
    case deal_type when 'New Business' then 'New Business' else 'Existing Business' end as Type,
    deal_type as Deal_Kind,
    case when slot = 0 then sources.lead_source else 'Other' end as Lead_Source,
    'Harborlight Plan' as Main_Product, versions.region as Sales_Region,
    case when stage_no = 6 then loss_reason end as Reason_For_Loss__s,
    case when stage_no > 2 and meets_rival(deal_no, loss_reason) then competitor end
        as Competitor,
    next_step(stage_no) as Next_Step,
    zoho_time(created_at) as Created_Time, zoho_time(changed_at) as Modified_Time,
    night as _night, case when next_deleted then null else next_night end as _until,
    record_id || night as _order
from (
    select *, coalesce(lead(is_gone) over (partition by record_no order by night), false)
        as next_deleted
    from record_versions
) as versions
inner join stages using (stage_no)
inner join reps on versions.owner_id = reps.user_id
left join (select account_no, lead_source from lead_facts) as sources using (account_no)
where home_crm(account_no) = 'zoho_crm' and not is_gone;

create view zoho_crm.deleted_records as
with

deletions as (

    select crm_id('001', 900000000 + account_no) as id, account_name as display_name,
        night_of(entered_at + interval 2 day) + 21 as _night
    from crm_accounts
    where mishap('merged account', account_no, 0.03) and is_in_crm('zoho_crm', account_no)
    union all
    select contact_id, last_name, _night
    from crm_contacts
    where gone and is_in_crm('zoho_crm', account_no)
    union all
    select crm_id('00Q', 900000000 + account_no), 'Prize', _night + 2
    from zoho_leads
    where mishap('spam', account_no, 0.02) and Created_Time = Modified_Time
    union all
    select record_id, record_name, cast(deleted_at as date)
    from records
    where deleted_at is not null and home_crm(account_no) = 'zoho_crm'

)

select
    zoho_id(id) as id, display_name, 'recycle' as type,
    zoho_time(cast(_night as timestamp) + interval 12 hour) as deleted_time,
    _night, cast(null as date) as _until, id as _order
from deletions;

create view zoho_crm.Stage_History as
select
    zoho_id(crm_id('008', offset_no + step_no)) as id, zoho_ref(record_id, null) as Deal,
    stage_name as Stage, probability as Probability, amount_then as Amount,
    cast(round(amount_then * probability / 100.0) as bigint) as Expected_Revenue,
    close_date as Close_Date, zoho_time(changed_at) as Modified_Time,
    zoho_owner(reps) as Modified_By, cast(changed_at as date) as _night,
    cast(null as date) as _until, offset_no + step_no as _order
from record_steps as steps
inner join stages using (stage_no)
inner join deal_owners as owners
    on steps.deal_no = owners.deal_no
    and steps.changed_at >= owners.since and steps.changed_at < owners.until
inner join reps on owners.owner_id = reps.user_id
where home_crm(account_no) = 'zoho_crm';

-- The timeline of each deal, its id added: how it was entered, and every change since.
create view zoho_crm.Timeline as
select
    zoho_id(crm_id('017', change_no)) as id, zoho_ref(record_id, null) as Deal,
    case when is_first then 'added' else 'updated' end as action, 'crm_ui' as source,
    zoho_owner(reps) as done_by,
    case when not is_first then [{
        'api_name': case field when 'owner' then 'Owner' when 'forecast' then 'Forecast_Category'
            else 'Next_Step' end,
        '_value': {
            'new': case when field = 'owner' then zoho_id(value) else value end,
            'old': case when field = 'owner' then zoho_id(old_value) else old_value end
        }
    }] end as field_history,
    zoho_time(changed_at) as audited_time, cast(changed_at as date) as _night,
    cast(null as date) as _until, change_no as _order
from record_changes as changes
inner join deal_owners as owners
    on changes.deal_no = owners.deal_no
    and changes.changed_at >= owners.since and changes.changed_at < owners.until
inner join reps on owners.owner_id = reps.user_id
where home_crm(account_no) = 'zoho_crm' and (not is_first or field = 'owner');

create view zoho_crm.Contact_Roles as
select
    zoho_ref(deal_id, null) as Deal, zoho_id(people.contact_id) as id,
    {'id': zoho_id(crm_id('00k', people.person_no)), 'name': people.buying_role} as Contact_Role,
    night as _night, cast(null as date) as _until, deal_no * 8 + people.person_no as _order
from (
    select deals.*, greatest(cast(created_at as date), cast(contact_at as date),
        getvariable('from_date')) as night, people.person_no as p
    from main.deals
    inner join people using (account_no)
    inner join known_people on people.person_id = known_people.person_id
    where
        contact_at is not null and not has_no_contact
        and home_crm(people.account_no) = 'zoho_crm'
) as roles
inner join people on roles.account_no = people.account_no and roles.p = people.person_no
where night <= getvariable('to_date');

-- Lines keep their ids from one quote of a deal to the next, as the CRMs do that have lines of deals.
create view zoho_crm.Quotes as
with

items as (

    select
        quote_no,
        list({
            'id': zoho_id(crm_id('00k', deal_no * 4 + product_no)),
            'Product_Name': {'id': zoho_id(crm_id('01t', product_no)), 'name': product_name},
            'Quantity': quantity,
            'List_Price': cast(list_total / 10.0 as decimal(18, 1)),
            'Total': cast(list_total as bigint),
            'Total_After_Discount': cast(total as bigint)
        } order by product_no) as items
    from quote_lines
    group by quote_no

)

select
    zoho_id(quote_id) as id, account_name || ' v' || version as Subject,
    zoho_ref(deal_id, null) as Deal_Name,
    case status when 'draft' then 'Draft' when 'in review' then 'Legal Review'
        when 'approved' then 'Approved' when 'sent' then 'Delivered'
        when 'accepted' then 'Closed Won' when 'expired' then 'Expired' else 'Closed Lost' end
        as Quote_Stage,
    items as Quoted_Items, quoted_amount as Sub_Total, 0 as Discount, quoted_amount as Grand_Total,
    currency_code as Currency, valid_until as Valid_Till, zoho_time(sent_at) as Sent_Time,
    zoho_time(legal_from) as Legal_Review_Started, zoho_time(legal_to) as Legal_Review_Finished,
    zoho_time(decided_at) as Decision_Time, zoho_time(made_at) as Created_Time,
    zoho_time(changed_at) as Modified_Time, night as _night, next_night as _until,
    quote_id || night as _order
from quote_versions
inner join items using (quote_no)
where home_crm(account_no) = 'zoho_crm';

create table zoho_work as
select
    night_of(done_at) + cast(days_late as integer) as night, zoho_id(activity_id) as id,
    case when is_contact then zoho_ref(who_id, null) end as contact,
    case when deal_no is not null then zoho_ref(crm_id('006', deal_no), null)
        when not is_contact then zoho_ref(who_id, null) end as about,
    case when deal_no is not null then 'Deals' when not is_contact then 'Leads' end as se_module,
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
    case when is_done then pick('call result', activity_id,
        ['Connected', 'Connected', 'Left voicemail']) end as Call_Result,
    -- planned for a day, at no hour
    zoho_time(case when is_done then done_at else cast(cast(done_at as date) as timestamp) end)
        as Call_Start_Time,
    case when is_done then whole('talk', activity_id, 30, 1500) end
        as Call_Duration_in_seconds, contact as Who_Id,
    about as What_Id, se_module as "$se_module", owner as Owner, zoho_time(done_at) as Created_Time,
    zoho_time(done_at) as Modified_Time, night as _night, cast(null as date) as _until, id as _order
from zoho_work
where kind = 'Call';

create view zoho_crm.Events as
select
    id, kind || ' with ' || account_id as Event_Title, kind as Event_Type, zoho_time(done_at) as Start_DateTime,
    zoho_time(done_at + to_minutes(whole('minutes', activity_id, 25, 75))) as End_DateTime,
    contact as Who_Id, about as What_Id, owner as Owner, zoho_time(done_at) as Created_Time,
    zoho_time(done_at) as Modified_Time, night as _night, cast(null as date) as _until, id as _order
from zoho_work
where kind in ('Meeting', 'Demo');

create view zoho_crm.Tasks as
select
    id, case kind when 'Proposal' then 'Proposal sent' else 'Follow-up' end as Subject,
    kind as Task_Type, 'Completed' as Status, cast(done_at as date) as Due_Date,
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
    message as Key_Message,
    zoho_time(cast(planned_on as timestamp)) as Modified_Time,
    planned_on as _night, cast(null as date) as _until, crm_campaign_no as _order
from crm_campaigns
where list_contains(getvariable('crms'), 'zoho_crm');

create view zoho_crm.Campaign_Members as
select
    zoho_id(member_id) as id, zoho_ref(crm_id('701', crm_campaign_no), null) as Campaign,
    case when not is_contact then zoho_ref(crm_id('00Q', person_id), null) end as Lead,
    case when is_contact then zoho_ref(crm_id('003', person_id), null) end as Contact,
    'Attended' as Member_Status, day as Responded_Date, zoho_time(touched_at) as Added_Time,
    zoho_time(touched_at) as Modified_Time, day + cast(days_late as integer) as _night,
    cast(null as date) as _until, member_id as _order
from members
where home_crm(account_no) = 'zoho_crm' and day + days_late <= getvariable('to_date');
