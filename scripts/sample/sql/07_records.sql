-- Where each contact was written down, if anywhere, and under which id.
create table members as
select
    touches.*,
    crm_id('00v', touches.account_no * 64 + touches.k
        + case when touches.touch_id[1] = 'o' then 0 else 20 end) as member_id,
    1000 + (year(day) * 12 + month(day)) % 1000 as crm_campaign_no,
    known_people.contact_at is not null and known_people.contact_at <= touched_at as is_contact,
    known_people.has_no_email,
    case when mishap('late list', touch_id, 0.2) then whole('late list', touch_id, 1, 14) else 0 end
        as days_late
from touches
inner join known_people using (person_id)
where
    touches.channel = 'Event' and reason in ('lead', 'customer', 'buying group')
    and rnd('list', touch_id) < 0.7
-- nobody is in a campaign twice
qualify row_number() over (
    partition by person_id, crm_campaign_no order by touched_at, touch_id
) = 1;

create table activities as
with

sold as (

    select
        touches.touch_id,
        case
            when channel = 'Outbound Call' then 'Call'
            when slot > 0 then 'Meeting'
            when rnd('kind', touch_id) < 0.45 then 'Demo'
            else 'Meeting'
        end as kind,
        touches.person_id,
        touches.account_no,
        touches.slot,
        touched_at as done_at,
        true as is_done,
        crm_id(
            case when channel = 'Outbound Call' then '00T' else '00U' end,
            case touch_id[1] when 'o' then 0 when 'f' then 1 else 2 end * 1000000000 + touch_no
        ) as activity_id
    from touches
    where channel in ('Outbound Call', 'Sales Meeting')

),

offers as (

    select
        'p' || step_no as touch_id,
        'Proposal' as kind,
        plans.account_no * 8 + 1 as person_id,
        plans.account_no,
        plans.slot,
        changed_at + interval 5 minute as done_at,
        true as is_done,
        crm_id('00T', 3000000000 + step_no) as activity_id
    from deal_steps
    inner join plans using (deal_no)
    where stage_no = 3 and cast(changed_at as date) <= getvariable('to_date')

),

written as (

    select
        cast(null as varchar) as touch_id,
        'Email' as kind,
        account_no * 8 + 1 as person_id,
        account_no,
        0 as slot,
        mql_at + to_hours(3 + n * 70) as done_at,
        true as is_done,
        crm_id('00T', 4000000000 + account_no * 8 + n) as activity_id
    from leads
    cross join range(4) as t (n)
    where is_mql and n < whole('mails of reps', account_no, 0, 4)

),

planned as (

    select
        cast(null as varchar) as touch_id,
        'Call' as kind,
        account_no * 8 + 1 as person_id,
        account_no,
        0 as slot,
        sal_at + interval 6 day as done_at,
        false as is_done,
        crm_id('00T', 5000000000 + account_no) as activity_id
    from leads
    where is_sal and rnd('left undone', account_no) < 0.12

)

select
    together.*,
    accounts.region,
    accounts.account_id,
    case when kind = 'Email' or slot = 0 and leads.deal_at > done_at then sdr_id
        else coalesce(handed.owner_id, accounts.owner_id) end as rep_id,
    case
        when slot > 0 then together.account_no * 16 + slot
        when leads.is_deal and done_at >= leads.deal_at then together.account_no * 16
    end as deal_no,
    case when known_people.contact_at <= done_at then people.contact_id else people.lead_id end
        as who_id,
    coalesce(known_people.contact_at <= done_at, false) as is_contact,
    known_people.has_no_email,
    case when mishap('logged late', activity_id, 0.04) then whole('logged late', activity_id, 1, 45)
        else 0 end as days_late
from (
    from sold union all by name from offers union all by name from written
    union all by name from planned
) as together
inner join accounts using (account_no)
inner join known_people on together.person_id = known_people.person_id
inner join people on together.person_id = people.person_id
left join leads on together.account_no = leads.account_no
left join deal_owners as handed
    on together.account_no * 16 + together.slot = handed.deal_no and handed.turn = 1
    and together.done_at >= handed.since
where
    cast(done_at as date) <= getvariable('to_date')
    and known_people.reason in ('lead', 'customer', 'buying group');

create table inmails as
select
    touches.*,
    'inmail-' || touch_id as inmail_id,
    -- other tools find a contact of the CRM by the address
    coalesce(contact_at <= touched_at and not has_no_email, false) as is_contact,
    touched_at + to_minutes(whole('answers', touch_id, 20, 4300)) as answered_at,
    case when mishap('late InMail', touch_id, 0.04) then whole('late InMail', touch_id, 1, 10)
        else 0 end as days_late,
    case when mishap('late answer to InMail', touch_id, 0.1)
        then whole('late answer to InMail', touch_id, 1, 20) else 0 end as answer_days_late
from touches
inner join known_people using (person_id)
where channel = 'Outbound Social';

create table offline as
select
    touches.*,
    'touch-' || touches.touch_id as touchpoint_id,
    case channel when 'Partner' then 'partner_visit' when 'Event' then 'event_attendance'
        else 'customer_referral' end as touch_type,
    coalesce(contact_at <= touched_at and not has_no_email, false) as is_contact,
    known_people.reason,
    -- whoever wrote it down took the address from the website; the id says who it was
    (coalesce(contact_at <= touched_at, false) or coalesce(known_people.reason = 'lead', false))
    and mishap('mailbox of a team', touch_id, 0.15) as writes_mailbox,
    coalesce(known_people.email, people.work_email) as email
from touches
inner join people using (person_id)
left join known_people using (person_id)
where
    channel in ('Partner', 'Customer Referral')
    or (channel = 'Event' and touch_id not in (select touch_id from members));

create table form_posts as
select
    visit_id as touch_id,
    person_id,
    cast(10000 + person_id as varchar) as hubspot_id,
    form_name,
    case form_name when 'Demo request' then 'f-demo' when 'Newsletter' then 'f-news'
        when 'Webinar registration' then 'f-webinar' else 'f-guide' end as form_id,
    form_at,
    site
from visits
where form_name is not null;

-- Every record of a contact, by the name it has in the warehouse.
create table recorded as
select touch_id,
    'session:' || web_tool || ':' || pseudo_id || ':' || session_id as touchpoint_key
from (select visit_id as touch_id, * from visits where kind = 'touch' and not declines)
where night <= getvariable('to_date')
union all
select touch_id, 'email:hubspot:' || md5('click' || mail_id)
from mails
where
    touch_id is not null
    and greatest(cast(clicked_at as date), known_on) + days_late <= getvariable('to_date')
union all
select touch_id,
    'form:hubspot:' || hubspot_id || ':' || form_id || ':' || cast(form_at as varchar)
from form_posts
union all
select touch_id, 'activity:' || ref_of(activity_id, account_no)
from activities
where touch_id is not null and is_done
    and cast(done_at as date) + days_late <= getvariable('to_date')
union all
select touch_id, 'activity:linkedin_sales_navigator:' || inmail_id
from inmails
where greatest(day + days_late, cast(answered_at as date) + answer_days_late)
    <= getvariable('to_date')
union all
select touch_id, 'response:' || case home_crm(account_no)
    when 'hubspot' then 'hubspot:' || crm_campaign_no || ':'
        || hubspot_contact(person_id, is_contact and has_no_email)
    else ref_of(member_id, account_no) end
from members
where day + days_late <= getvariable('to_date')
union all
select touch_id, 'offline:files:' || touchpoint_id from offline;
