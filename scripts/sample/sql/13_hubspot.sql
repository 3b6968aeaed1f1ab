-- The marketing tool as HubSpot's connector lands it.
create schema hubspot;

-- What HubSpot has of each person, night by night. Where it is the CRM, this is also the lead.
create table hubspot_people as
with

moments as (

    select person_id, night_of(known_at) as night, known_at as at_time from known_people
    union all
    select person_id, night_of(known_at) + 11, night_of(known_at) + interval 11 day
    from known_people where is_merged
    union all
    select person_id, _night, cast(_night as timestamp)
    from crm_contacts where gone and is_in_crm('hubspot', account_no)
    union all
    select lead_facts.person_id, night, changed_at
    from lead_facts
    inner join lead_versions using (account_no)
    where home_crm(account_no) = 'hubspot'

),

nights as (

    select
        person_id, night, max(at_time) as at_time,
        lead(night) over (partition by person_id order by night) as next_night
    from moments
    group by person_id, night

)

select
    known_people.* exclude (person_id), nights.*, is_in_crm('hubspot', known_people.account_no) as is_in_crm,
    people.* exclude (person_id, account_no, person_no), accounts.account_name, accounts.domain,
    accounts.industry, accounts.country, accounts.owner_id, accounts.sdr_id,
    is_merged and night >= night_of(known_at) + 11 as was_merged,
    -- the CRM's own double, entered when the marketing tool's was merged already
    is_in_crm('hubspot', known_people.account_no) and is_merged and contact_at is not null
    and night_of(contact_at) > night_of(known_at) as has_late_twin,
    lead_facts.lead_at is not null as is_lead,
    coalesce(is_mql and mql_at <= at_time, false) as was_mql,
    coalesce(is_sal and sal_at <= at_time, false) as was_sal,
    coalesce(is_rejected and rejected_at <= at_time, false) as was_rejected,
    coalesce(is_deal and deal_at <= at_time, false) as was_deal,
    mql_at, sal_at, deal_at, rejected_at, score, lead_source, rejection_reason, budget_level,
    authority_level, need_level, timeline_level
from nights
inner join known_people using (person_id)
inner join people using (person_id)
inner join accounts on known_people.account_no = accounts.account_no
left join lead_facts
    on nights.person_id = lead_facts.person_id and home_crm(lead_facts.account_no) = 'hubspot';

create view hubspot.contact as
with

everybody as (

    select
        *, hubspot_id as id, false as gone, 'self' as record, next_night as _until,
        nullif(concat_ws(';', case when was_merged then '9' || hubspot_id end,
            case when has_late_twin and night >= night_of(contact_at) + 11
                then 5000000000 + 10000 + person_id end), '') as merged_ids,
        case
            when known_at = contact_at and person_id in (
                select person_id from crm_contacts where record = 'second company'
            ) and is_in_crm then known_at - interval 30 day
            else known_at
        end as created_at
    from hubspot_people

),

records as (

    select * from everybody
    union all
    -- the same person twice for a while
    select * exclude (gone_) replace ('9' || hubspot_id as id, free_email as email, 'twin' as record,
        null as merged_ids, gone_ as gone, false as is_lead,
        night_of(known_at) + case when gone_ then 11 else 0 end as night,
        case when not gone_ then night_of(known_at) + 11 end as _until)
    from everybody
    cross join (values (false), (true)) as t (gone_)
    where is_merged and night = night_of(known_at)
    union all
    select * exclude (gone_) replace (cast(5000000000 + 10000 + person_id as varchar) as id, free_email as email,
        'twin' as record, null as merged_ids, gone_ as gone, false as is_lead,
        contact_at as created_at,
        case when gone_ then night_of(contact_at) + 11
            else greatest(night_of(contact_at) + 1, night_of(known_at) + 11) end as night,
        case when not gone_ then night_of(contact_at) + 11 end as _until)
    from everybody
    cross join (values (false), (true)) as t (gone_)
    where has_late_twin and night = night_of(known_at)
    union all
    -- entered by a rep, without an address
    select * replace (cast(hubspot_contact(person_id, true) as varchar) as id, null as email,
        'without address' as record, null as merged_ids, false as is_lead,
        contact_at as created_at, night_of(contact_at) as night, null as _until)
    from everybody
    where is_in_crm and has_no_email and contact_at is not null and night = night_of(known_at)
    union all
    -- changed the job: for every second one the tool was told that both are the same
    select everybody.* replace (
        '7' || everybody.hubspot_id as id, crm_contacts.email as email, 'new job' as record,
        false as is_lead, null as _until, crm_contacts.contact_at as created_at,
        night_of(crm_contacts.contact_at) as night,
        case when rnd('job told', everybody.person_id) < 0.5 then everybody.hubspot_id end
            as merged_ids
    )
    from everybody
    inner join crm_contacts
        on everybody.person_id = crm_contacts.person_id and crm_contacts.record = 'new job'
    where everybody.night = night_of(everybody.known_at)
    union all
    -- spam that somebody deleted two days later
    select everybody.* replace (cast(8000000000 + everybody.account_no as varchar) as id,
        'win@prize' || everybody.account_no || '.example' as email, 'Prize' as last_name,
        gone_ as gone, 'spam' as record, null as merged_ids,
        everybody.night + case when gone_ then 2 else 0 end as night,
        case when not gone_ then everybody.night + 2 end as _until)
    from everybody
    inner join spam on everybody.account_no = spam.account_no and everybody.night = spam.night
    cross join (values (false), (true)) as t (gone_)
    where is_lead

)

select
    id, email as property_email, first_name as property_firstname,
    last_name as property_lastname, account_name as property_company,
    job_title as property_jobtitle, merged_ids as property_hs_merged_object_ids,
    stamp(created_at) as property_createdate,
    case when not is_lead then null when was_deal then 'opportunity'
        when was_mql then 'marketingqualifiedlead' else 'lead' end as property_lifecyclestage,
    case when not is_lead then null when was_deal then 'OPEN_DEAL'
        when was_rejected then 'UNQUALIFIED' when was_sal then 'IN_PROGRESS' else 'NEW' end
        as property_hs_lead_status,
    case when is_lead then hubspot_number(sdr_id)
        when is_in_crm and contact_at <= night + 1 then hubspot_number(owner_id) end
        as property_hubspot_owner_id,
    case when is_lead then score end as property_hubspotscore,
    case when is_lead then lead_source end as property_lead_source,
    case when is_lead and was_sal then stamp(sal_at) end as property_sal_date,
    case when is_lead and was_rejected then stamp(rejected_at) end as property_rejected_date,
    case when is_lead and was_rejected then rejection_reason end as property_rejection_reason,
    case when is_lead and was_sal then budget_level end as property_budget,
    case when is_lead and was_sal then authority_level end as property_authority,
    case when is_lead and was_sal then need_level end as property_need,
    case when is_lead and was_sal then timeline_level end as property_timeline,
    case when is_lead then domain end as property_website,
    case when is_lead then industry end as property_industry,
    case when is_lead then country end as property_country,
    gone as _fivetran_deleted, synced(night) as _fivetran_synced, night as _night, _until,
    id || night as _order
from records
where night <= getvariable('to_date') and (_until is null or _until > night);

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

    select unnest(['sent', 'delivered', 'bounce', 'fetch', 'open', 'click', 'scan', 'leave',
        'complain']) as step

),

happened as (

    select
        md5(step || mail_id) as id,
        step,
        case step when 'sent' then 'SENT' when 'delivered' then 'DELIVERED'
            when 'bounce' then 'BOUNCE' when 'open' then 'OPEN' when 'fetch' then 'OPEN'
            when 'leave' then 'STATUSCHANGE' when 'complain' then 'SPAMREPORT'
            else 'CLICK' end as type,
        case step
            when 'sent' then sent_at
            when 'delivered' then sent_at + interval 4 second
            when 'bounce' then sent_at + interval 9 second
            when 'scan' then sent_at + interval 11 second
            when 'fetch' then sent_at + interval 95 second
            when 'open' then coalesce(clicked_at - interval 20 second, sent_at + opened_after)
            when 'click' then clicked_at
            else sent_at + opened_after + interval 50 second
        end as created,
        campaign_id,
        known_people.email as recipient,
        days_late,
        known_on,
        mail_id,
        touch_id
    from mails
    cross join steps
    inner join known_people using (person_id)
    where case step
        when 'sent' then true
        when 'delivered' then not bounces
        when 'bounce' then bounces
        when 'fetch' then is_fetched and not bounces
        when 'open' then opens and not bounces
        when 'click' then clicked_at is not null
        when 'scan' then is_scanned and not bounces
        when 'leave' then ending = 'leaves'
        else ending = 'complains'
    end

)

select *, greatest(night_of(created), known_on) + cast(days_late as integer) as night
from happened
where greatest(night_of(created), known_on) + cast(days_late as integer) <= getvariable('to_date');

create view hubspot.email_event as
select
    id, type, stamp(created) as created, campaign_id as email_campaign_id, recipient,
    false as _fivetran_deleted, synced(night) as _fivetran_synced, night as _night,
    cast(null as date) as _until, stamp(created) || id as _order
from mail_events;

create view hubspot.email_event_click as
select
    id, 'https://' || coalesce(site || landing_path, 'www.harborlight.example/product') as url,
    case when step = 'scan' then 'Mozilla/5.0 (compatible; Proofpoint URL Defense)'
        else 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0' end as user_agent,
    synced(night) as _fivetran_synced, night as _night, cast(null as date) as _until,
    stamp(created) || id as _order
from mail_events
left join (select visit_id as touch_id, site, landing_path from visits) using (touch_id)
where type = 'CLICK';

create view hubspot.email_event_open as
select
    id, case when step = 'fetch' then 'Mozilla/5.0'
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
