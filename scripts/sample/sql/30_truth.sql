-- What a warehouse built from the files has to arrive at. Worked out from the world.
create schema truth;

create view truth.persons as
with

records as (

    select
        'contact:' || crm || ':'
        || case crm when 'salesforce' then contact_id else zoho_id(contact_id) end as identifier,
        person_id,
        -- of a double, Salesforce says into which record it was merged
        bool_and(not (has_no_email and record = 'self') and record != 'twin')
        or (bool_or(gone and crm = 'salesforce') and not bool_or(has_no_email))
            as leaves_evidence
    from crm_contacts
    inner join (values ('salesforce'), ('zoho_crm')) as t (crm) on is_in_crm(crm, account_no)
    where _night <= getvariable('to_date')
    group by all
    union
    select 'lead:' || ref_of(lead_id, account_no), person_id, true
    from lead_facts
    where home_crm(account_no) != 'hubspot'
    union
    select 'contact:hubspot:' || hubspot_id, person_id, true
    from known_people inner join people using (person_id)
    union
    select 'contact:hubspot:9' || hubspot_id, person_id, true
    from known_people inner join people using (person_id)
    where is_merged and night_of(known_at) + 11 <= getvariable('to_date')
    union
    -- where HubSpot is the CRM: the lead is the contact, and so is whom a rep entered by hand
    select 'lead:' || ref_of(lead_id, account_no), person_id, true
    from lead_facts
    where home_crm(account_no) = 'hubspot'
    union
    select 'contact:hubspot:' || hubspot_contact(person_id, true), person_id, false
    from crm_contacts
    where record = 'self' and has_no_email and is_in_crm('hubspot', account_no)
    union
    select 'contact:hubspot:7' || hubspot_id, crm_contacts.person_id,
        rnd('job told', crm_contacts.person_id) < 0.5
    from crm_contacts
    where record = 'new job' and _night <= getvariable('to_date')
    union
    select 'visitor:' || web_tool || ':' || pseudo_id, visits.person_id, bool_or(user_id is not null)
    from visits
    inner join known_people on visits.person_id = known_people.person_id
    where kind = 'touch' and not declines and night <= getvariable('to_date')
    group by all
    union
    select 'member:linkedin_sales_navigator:' || member_key, person_id, true
    from matched_members
    where night <= getvariable('to_date')

)

-- Nothing in any file connects an identifier that leaves no evidence: a phone on which nobody
-- signed in. No warehouse can find it.
select identifier, 'person-' || person_id as person, leaves_evidence
from records
order by all;

create view truth.touches as
with

of_deals as (

    select
        plans.deal_id, plans.account_no, touches.touch_id, touches.channel, touches.person_id, touched_at,
        deals.stage_no = 5 as is_won
    from plans
    inner join deals using (deal_no)
    inner join main.touches as touches
        on plans.account_no = touches.account_no and plans.slot = touches.slot
        and touches.touched_at <= plans.close_at
    union all
    select plans.deal_id, plans.account_no, activities.touch_id, 'Sales Meeting', activities.person_id, done_at,
        deals.stage_no = 5
    from activities
    inner join plans using (deal_no)
    inner join deals using (deal_no)
    where kind = 'Proposal'

)

select
    ref_of(deal_id, account_no) as opportunity_key, is_won, touch_id, channel,
    'person-' || person_id as person, stamp(touched_at) as touched_at, touchpoint_key
from of_deals
left join recorded using (touch_id)
order by all;

create view truth.monthly as
with

months as (

    select distinct cast(date_trunc('month', day) as date) as month from days

),

spend as (

    select cast(date_trunc('month', day) as date) as month,
        sum(cast(cast(cents / 100.0 as decimal(18, 2)) * rate as decimal(18, 6))) as spend
    from (
        select * from ad_days where night <= getvariable('to_date')
        qualify row_number() over (partition by campaign_no, day order by version desc) = 1
    ) as known
    inner join rates
        on known.currency_code = rates.currency_code
        and known.day >= valid_from and known.day < valid_to
    group by 1

),

created_leads as (

    select cast(date_trunc('month', lead_at) as date) as month, count(*) as leads
    from lead_facts group by 1

),

created_mqls as (

    select cast(date_trunc('month', mql_at) as date) as month, count(*) as mqls
    from lead_facts where is_mql and cast(mql_at as date) <= getvariable('to_date') group by 1

),

created_deals as (

    select
        cast(date_trunc('month', created_at) as date) as month, count(*) as deals_created,
        sum(cast(cast(current_amount as decimal(18, 4)) * rate as decimal(18, 2)))
            as pipeline_created
    from deals
    inner join rates
        on deals.currency_code = rates.currency_code
        and least(close_date, getvariable('to_date')) >= valid_from
        and least(close_date, getvariable('to_date')) < valid_to
    group by 1

),

won as (

    select
        cast(date_trunc('month', close_date) as date) as month,
        count(*) as won_deals,
        sum(cast(cast(current_amount as decimal(18, 4)) * rate as decimal(18, 2))) as won_revenue
    from deals
    inner join rates
        on deals.currency_code = rates.currency_code
        and close_date >= valid_from and close_date < valid_to
    where stage_no = 5
    group by 1

)

select
    strftime(month, '%Y-%m') as month, 'USD' as currency_code,
    coalesce(spend, 0) as spend, coalesce(leads, 0) as leads, coalesce(mqls, 0) as mqls,
    coalesce(deals_created, 0) as deals_created, coalesce(pipeline_created, 0) as pipeline_created,
    coalesce(won_deals, 0) as won_deals, coalesce(won_revenue, 0) as won_revenue
from months
left join spend using (month)
left join created_leads using (month)
left join created_mqls using (month)
left join created_deals using (month)
left join won using (month)
order by month;

-- Revenue of the world as it was, minus that of the world without the channel.
create view truth.causal_effects as
with

revenue as (

    select
        off_no,
        count(*) as won_deals,
        sum(cast(cast(amount as decimal(18, 4)) * rate as decimal(18, 2))) as revenue
    from possible_deals
    inner join accounts using (account_no)
    inner join rates
        on accounts.currency_code = rates.currency_code
        and cast(close_at as date) >= valid_from and cast(close_at as date) < valid_to
    where
        is_won and not accounts.is_base
        and cast(close_at as date) <= getvariable('to_date')
    group by off_no

)

select
    scenarios.channel,
    coalesce(everything.won_deals, 0) as won_deals,
    coalesce(everything.won_deals, 0) - coalesce(without.won_deals, 0) as won_deals_lost,
    coalesce(everything.revenue, 0) as revenue,
    coalesce(everything.revenue, 0) - coalesce(without.revenue, 0) as revenue_lost
from scenarios
left join revenue as without on scenarios.off_no = without.off_no
left join revenue as everything on everything.off_no = 0
where scenarios.off_no > 0
order by revenue_lost desc, channel;

-- First deals that are decided, and how they would have ended had being warm counted for nothing.
create view truth.warm_up as
select
    ref_of(deal_id, plans.account_no) as opportunity_key,
    warm_contacts as marketing_contacts,
    is_warm,
    decisions.is_won,
    decisions.is_won_without
from plans
inner join decisions on plans.account_no = decisions.account_no and off_no = 0
where slot = 0 and cast(close_at as date) <= getvariable('to_date')
order by opportunity_key;

create view truth.dirt as
with

counts as (

    select 'late InMails' as dirt, count(*) as rows_or_records from inmails
    where days_late > 0 and day + days_late <= getvariable('to_date')
    union all
    select 'late answers to InMails', count(*) from inmails
    where answer_days_late > 0
        and cast(answered_at as date) + answer_days_late <= getvariable('to_date')
    union all
    select 're-sent rows' as dirt, coalesce(sum(n), 0) as rows_or_records from re_sent
    union all
    select 'late web visits', count(*)
    from visits where days_late > 0 and night <= getvariable('to_date')
    union all
    select 'web visits whose events were sent twice', count(*)
    from visits
    where web_tool = 'snowplow' and mishap('sent twice', visit_id, 0.01)
        and night <= getvariable('to_date')
    union all
    select 'late e-mail events', count(*) from mail_events where days_late > 0
    union all
    select 'late CRM activities', count(*)
    from activities where days_late > 0 and cast(done_at as date) + days_late <= getvariable('to_date')
    union all
    select 'late lists of event attendees', count(*)
    from members where days_late > 0 and day + days_late <= getvariable('to_date')
    union all
    select 'restated days of an ad campaign', count(*) from ad_days where version = 2
    union all
    select 'merged CRM accounts', count(distinct id) from salesforce.account
    where is_deleted and _night <= getvariable('to_date')
    union all
    select 'merged CRM contacts', count(distinct id) from salesforce.contact
    where is_deleted and _night <= getvariable('to_date')
    union all
    select 'merged HubSpot contacts', count(distinct id) from hubspot.contact
    where _fivetran_deleted
    union all
    select 'leads converted to contacts', count(*) from lead_facts
    where is_deal and cast(deal_at as date) <= getvariable('to_date')
    union all
    select 'people in two companies', count(*) from crm_contacts
    where record = 'second company' and _night <= getvariable('to_date')
    union all
    select 'people who changed their job', count(*) from crm_contacts
    where record = 'new job' and _night <= getvariable('to_date')
    union all
    select 'leads with a free-mail address', count(*) from lead_facts where uses_free_mail
    union all
    select 'touches written down with the mailbox of a team', count(*)
    from offline where writes_mailbox
    union all
    select 'visits of colleagues', count(*) from visits where kind = 'internal'
    union all
    select 'visits of bots', count(*) from visits where kind = 'bot'
    union all
    select 'clicks of e-mail link scanners', count(*) from mail_events where step = 'scan'
    union all
    select 'paid visits without tags', count(*) from visits where tag_fault = 'missing'
    union all
    select 'paid visits with contradicting tags', count(*)
    from visits where tag_fault = 'contradicting'
    union all
    select 'visits without consent', count(*) from visits where declines
    union all
    select 'deleted leads', count(*) from salesforce.lead
    where is_deleted and _night <= getvariable('to_date')
    union all
    select 'deleted deals', count(*) from salesforce.opportunity
    where is_deleted and _night <= getvariable('to_date')
    union all
    select 'deals entered twice, then deleted', count(*) from records
    where kind = 'duplicate' and cast(deleted_at as date) <= getvariable('to_date')
    union all
    select 'reopened deals', count(*) from deal_steps
    where move = 9 and cast(changed_at as date) <= getvariable('to_date')
    union all
    select 'refunded deals', count(*) from deals where slot = 10
    union all
    select 'deals without contacts', count(*) from deals where has_no_contact
    union all
    select 'contacts without e-mail', count(*) from salesforce.contact
    where email is null and _night <= getvariable('to_date')
    union all
    select 'times with an offset', count(*) from salesforce.task
    where created_date not like '%Z' and _night <= getvariable('to_date')
    union all
    select 'contacts with a name beyond ASCII', count(*) from known_people
    inner join people using (person_id)
    where length(first_name || last_name) != strlen(first_name || last_name)

)

select dirt, rows_or_records from counts order by dirt;
