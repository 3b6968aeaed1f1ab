-- The marketing tool as HubSpot's connector lands it.
create schema hubspot;

create view hubspot.contact as
with

versions as (

    select *, hubspot_id as id, known_at as at_time, 'self' as record, null as merged_ids,
        case when is_merged then night_of(known_at) + 11 end as _until, false as gone
    from known_people
    inner join (select person_id, hubspot_id, first_name, last_name, job_title, free_email,
        work_email from people) using (person_id)

),

everybody as (

    select * from versions
    union all
    select * replace ('9' || hubspot_id as id, free_email as email, 'twin' as record), from versions
    where is_merged
    union all
    select * replace ('9' || hubspot_id as id, free_email as email, 'twin' as record,
        null as _until, true as gone, night_of(known_at) + interval 11 day as at_time)
    from versions
    where is_merged
    union all
    select * replace ('9' || hubspot_id as merged_ids, null as _until,
        night_of(known_at) + interval 11 day as at_time)
    from versions
    where is_merged
    union all
    -- changed the job: for every second one the tool was told that both are the same
    select versions.* replace (
        '7' || versions.hubspot_id as id, crm_contacts.email as email, null as _until,
        crm_contacts.contact_at as at_time, 'new job' as record,
        case when rnd('job told', versions.person_id) < 0.5 then versions.hubspot_id end
            as merged_ids
    )
    from versions
    inner join crm_contacts
        on versions.person_id = crm_contacts.person_id and crm_contacts.record = 'new job'

)

select
    everybody.id, email as property_email, first_name as property_firstname,
    last_name as property_lastname, account_name as property_company,
    job_title as property_jobtitle, merged_ids as property_hs_merged_object_ids,
    stamp(known_at) as property_createdate, gone as _fivetran_deleted,
    synced(night_of(at_time)) as _fivetran_synced, night_of(at_time) as _night, _until,
    everybody.id || stamp(at_time) as _order
from everybody
inner join accounts using (account_no)
where night_of(at_time) <= getvariable('to_date');

create view hubspot.form as
select
    unnest(['f-demo', 'f-guide', 'f-webinar', 'f-news']) as guid,
    unnest(['Demo request', 'Guide: plan a fair week', 'Webinar registration', 'Newsletter'])
        as name,
    'HUBSPOT' as form_type, getvariable('from_date') as _night, cast(null as date) as _until,
    guid as _order;

create view hubspot.contact_form_submission as
select
    hubspot_id as contact_id, form_id, stamp(form_at) as timestamp,
    'https://' || site || '/forms/' || lower(form_name[1:4]) as page_url,
    form_name as title, synced(cast(form_at as date)) as _fivetran_synced,
    cast(form_at as date) as _night, cast(null as date) as _until, touch_id as _order
from form_posts
where cast(form_at as date) <= getvariable('to_date');

create view hubspot.email_campaign as
select
    campaign_id as id, campaign_name as name, campaign_name as subject, kind as type,
    night as _night, cast(null as date) as _until, campaign_id as _order
from (
    select cast(601 + n as varchar) as campaign_id, 'nurture ' || (n + 1) as campaign_name,
        'AUTOMATED_EMAIL' as kind, getvariable('from_date') as night
    from range(4) as t (n)
    union all
    select cast(700 + (year(m) * 12 + month(m)) % 1000 as varchar),
        'newsletter ' || strftime(m, '%Y-%m'), 'BATCH_EMAIL',
        greatest(cast(m as date), getvariable('from_date'))
    from generate_series(
        date_trunc('month', cast(getvariable('from_date') as timestamp)),
        cast(getvariable('to_date') as timestamp), interval 1 month
    ) as t (m)
);

create table mail_events as
with

steps as (

    select unnest(['sent', 'delivered', 'bounce', 'open', 'click', 'scan', 'leave']) as step

),

happened as (

    select
        md5(step || mail_id) as id,
        step,
        case step when 'sent' then 'SENT' when 'delivered' then 'DELIVERED'
            when 'bounce' then 'BOUNCE' when 'open' then 'OPEN' when 'leave' then 'STATUSCHANGE'
            else 'CLICK' end as type,
        case step
            when 'sent' then sent_at
            when 'delivered' then sent_at + interval 4 second
            when 'bounce' then sent_at + interval 9 second
            when 'scan' then sent_at + interval 11 second
            when 'open' then coalesce(clicked_at - interval 20 second, sent_at + interval 2 hour)
            when 'click' then clicked_at
            else sent_at + interval 3 hour
        end as created,
        campaign_id,
        known_people.email as recipient,
        days_late,
        mail_id,
        rnd('proxy', mail_id) < 0.4 as by_proxy
    from mails
    cross join steps
    inner join known_people using (person_id)
    where case step
        when 'sent' then true
        when 'delivered' then not bounces
        when 'bounce' then bounces
        when 'open' then opens and not bounces
        when 'click' then clicked_at is not null
        when 'scan' then is_scanned and not bounces
        else leaves and not bounces
    end

)

select *, night_of(created) + cast(days_late as integer) as night
from happened
where night_of(created) + cast(days_late as integer) <= getvariable('to_date');

create view hubspot.email_event as
select
    id, type, stamp(created) as created, campaign_id as email_campaign_id, recipient,
    false as _fivetran_deleted, synced(night) as _fivetran_synced, night as _night,
    cast(null as date) as _until, stamp(created) || id as _order
from mail_events;

create view hubspot.email_event_click as
select
    id, 'https://www.harborlight.example/customers' as url,
    case when step = 'scan' then 'Mozilla/5.0 (compatible; Proofpoint URL Defense)'
        else 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0' end as user_agent,
    synced(night) as _fivetran_synced, night as _night, cast(null as date) as _until,
    stamp(created) || id as _order
from mail_events
where type = 'CLICK';

create view hubspot.email_event_open as
select
    id, case when by_proxy then 'Mozilla/5.0'
        else 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleMail' end as user_agent,
    synced(night) as _fivetran_synced, night as _night, cast(null as date) as _until,
    stamp(created) || id as _order
from mail_events
where type = 'OPEN';

create view hubspot.email_event_status_change as
select
    id, 'UNSUBSCRIBED' as portal_subscription_status, synced(night) as _fivetran_synced,
    night as _night, cast(null as date) as _until, stamp(created) || id as _order
from mail_events
where type = 'STATUSCHANGE';
