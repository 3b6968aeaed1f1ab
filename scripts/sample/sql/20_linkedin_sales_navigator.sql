-- What reps do in LinkedIn Sales Navigator, what came of it, and the state of their seats. Its
-- exports know no addresses: matches with the CRM say who a member is, where there is one.
create schema linkedin_sales_navigator;

create macro linkedin_time(moment) as strftime(moment, '%m-%d-%Y %H:%M:%S');

create macro member_of(person_id) as 'ACwAA' || upper(left(md5('member ' || person_id), 16));

-- Every rep who sells has a seat. Managers were invited and never finished onboarding; an agency
-- that searches for us is no user of the CRM.
create table seats as
select
    cast(300000 + rep_id as varchar) as seat_id, rep_id, user_id, first_name, last_name, email,
    title != 'Sales Manager' as is_onboarded,
    coalesce(hired_on, getvariable('from_date')) as since
from reps
where title in ('Account Executive', 'Sales Development Representative', 'Sales Manager')
union all
select '399999', 99999, null, 'Prospecting', 'Desk', 'desk@leadfinders.example', true,
    getvariable('from_date');

create table outreach as
with

unanswered as (

    select
        person_id, account_no, cast(start_day as timestamp) + interval 11 hour as done_at,
        rnd('declined', person_id) < 0.3 as is_declined
    from people
    inner join accounts using (account_no)
    where person_no = 2 and not is_base and rnd('unanswered', person_id) < 0.2

),

sent as (

    select
        inmail_id as activity_id, 'INMAIL_SENT' as activity_type, person_id, account_no,
        touched_at as done_at, days_late, 'INMAIL_ACCEPTED' as outcome, answered_at,
        answer_days_late
    from inmails
    union all
    select
        'inmail-' || person_id, 'INMAIL_SENT', person_id, account_no, done_at, 0,
        case when is_declined then 'INMAIL_DECLINED' end,
        done_at + to_minutes(whole('declines', person_id, 30, 6000)), 0
    from unanswered

),

-- Before an InMail the rep looks at the profile and saves the lead, after an answer they connect.
around as (

    select
        replace(activity_id, 'inmail', prefix) as activity_id, step as activity_type, person_id,
        account_no, case when minutes < 0 then done_at else answered_at end + to_minutes(minutes)
            as done_at
    from sent
    cross join (
        values
        ('viewed', 'PROFILE_VIEWED', -9, 0.9), ('saved', 'SAVED_LEAD', -6, 0.6),
        ('connected', 'CONNECTION_MADE', 95, 0.5), ('wrote', 'MESSAGE_SENT', 1500, 0.4)
    ) as t (prefix, step, minutes, probability)
    where
        rnd(step, activity_id) < probability
        and (minutes < 0 or outcome = 'INMAIL_ACCEPTED')

),

-- Whoever is passed on to sales is looked up, and so is their company.
looked_up as (

    select
        prefix || account_no as activity_id, step as activity_type,
        case when step = 'PROFILE_VIEWED' then account_no * 8 + 1 end as person_id, account_no,
        mql_at + to_minutes(minutes) as done_at
    from leads
    cross join (
        values ('mql-', 'PROFILE_VIEWED', 35), ('company-', 'SAVED_ACCOUNT', 38)
    ) as t (prefix, step, minutes)
    where is_mql

),

by_development as (

    select together.*, sdr_id as user_id
    from (from sent union all by name from around union all by name from looked_up) as together
    inner join accounts using (account_no)

),

searches as (

    select
        'search-' || rep_id || '-' || n as activity_id, 'SEARCH_PERFORMED' as activity_type,
        user_id, cast(day as timestamp) + to_minutes(whole('searched', rep_id * 10000 + n, 480, 1000))
            as done_at
    from seats
    cross join days
    where is_onboarded and isodow(day) < 6 and rnd('search', rep_id * 10000 + n) < 0.15

)

select
    together.* replace (coalesce(days_late, 0) as days_late),
    seats.seat_id,
    night_of(done_at) + cast(coalesce(days_late, 0) as integer) as night,
    night_of(answered_at) + cast(coalesce(answer_days_late, 0) as integer) as outcome_night
from (from by_development union all by name from searches) as together
inner join seats on together.user_id is not distinct from seats.user_id
where cast(done_at as date) <= getvariable('to_date');

-- CRM Sync finds most of those whom the CRM knows.
create table matched_members as
select
    member_of(known_people.person_id) as member_key, known_people.person_id,
    known_people.account_no, known_people.email, known_people.has_no_email,
    reason = 'lead' as is_lead, people.contact_id, people.lead_id,
    greatest(night_of(known_at), first_night) as night
from known_people
inner join people using (person_id)
inner join (
    select person_id, min(night) as first_night from outreach group by person_id
) using (person_id)
where reason != 'newsletter' and rnd('matched', known_people.person_id) < 0.92;

create view linkedin_sales_navigator.activity as
select
    activity_id as "activityId", activity_type as "activityType",
    linkedin_time(done_at) as "createdAt", seat_id as "seatId",
    case when person_id is not null then member_of(person_id) end as "memberIdentityKey",
    night as _night, cast(null as date) as _until, activity_id as _order
from outreach
where night <= getvariable('to_date');

create view linkedin_sales_navigator.activity_outcome as
select
    activity_id as "activityId", outcome as "activityType",
    linkedin_time(answered_at) as "createdAt", seat_id as "seatId", outcome_night as _night,
    cast(null as date) as _until, activity_id as _order
from outreach
where outcome is not null and outcome_night <= getvariable('to_date');

create view linkedin_sales_navigator.seat as
select
    seat_id as "seatId", strftime(day, '%m-%d-%Y') as "date", first_name as "firstName",
    last_name as "lastName", case when is_onboarded then 'ACTIVE' else 'INVITED' end
        as "seatStatus",
    case when is_onboarded then cast(least(94, whole('ssi', rep_id, 34, 62) + n / 60.0
        + bell('ssi of week', rep_id * 10000 + n)) as decimal(9, 2)) end as "ssiScore",
    case when is_onboarded then whole('connections', rep_id, 280, 900) + n // 7 * whole(
        'connects', rep_id, 1, 4) end as "totalConnections",
    day as _night, cast(null as date) as _until, day || seat_id as _order
from seats
cross join days
where isodow(day) = 1 and day >= since;

-- One rep was invited under another address than the CRM has.
create view linkedin_sales_navigator.seat_holder as
select
    case when rep_id = 10 then 'sdr.emea@harborlight.example' else email end
        as invited_email_address,
    first_name as preferred_first_name, last_name as preferred_last_name,
    case when is_onboarded then seat_id end as seat_id,
    case when is_onboarded then 'active' else 'inactive' end as sales_license_current_status,
    case when rep_id = 10 then ref_of(user_id, 0) end as crm_user_id,
    since as _night, cast(null as date) as _until, rep_id as _order
from seats;

create view linkedin_sales_navigator.profile_association as
select
    'SFDC' as partner, 'harborlight' as "instanceId",
    case when is_lead then lead_id else contact_id end as "recordId",
    'urn:li:person:' || member_key as member, night as _night, cast(null as date) as _until,
    person_id as _order
from matched_members
where home_crm(account_no) = 'salesforce' and night <= getvariable('to_date');

-- Other CRMs are not synced: somebody keeps a list.
create view files.outreach_members as
select
    'linkedin_sales_navigator:' || member_key as member_id, cast(null as varchar) as contact_id,
    cast(null as varchar) as lead_id, email, 'by hand' as matched_by, night as _night,
    cast(null as date) as _until, person_id as _order
from matched_members
where home_crm(account_no) != 'salesforce' and night <= getvariable('to_date');
