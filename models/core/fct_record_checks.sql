with

rules as (

    select * from {{ ref('hygiene_rules') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

states as (

    select * from {{ ref('fct_opportunity_states') }}
    where until_date > {{ as_of() }}

),

deals as (

    select
        opportunities.*,
        coalesce(states.times_pushed, 0) as times_pushed,
        engagement.activities,
        engagement.contacts,
        engagement.next_activity_at,
        case when opportunities.is_won then 'won_deal' else 'open_deal' end as record_kind,
        coalesce(reps.is_active, false) as has_active_owner,
        {{ days_between('opportunities.created_at', as_of()) }} as age_days,
        {{ days_between('opportunities.close_date', as_of()) }} as days_overdue,
        {{ days_between('engagement.last_activity_at', as_of()) }} as days_since_activity

    from {{ ref('fct_opportunities') }} as opportunities
    inner join {{ ref('fct_opportunity_engagement') }} as engagement
        on opportunities.opportunity_key = engagement.opportunity_key
    left join states on opportunities.opportunity_key = states.opportunity_key
    left join reps on opportunities.owner_key = reps.owner_key
    where
        not opportunities.is_closed
        or (opportunities.is_won and coalesce(opportunities.reporting_amount >= 0, true))

),

deal_checks as (

    select
        rules.rule,
        rules.record_kind,
        rules.severity,
        deals.opportunity_key as record_key,
        deals.opportunity_name as record_name,
        deals.owner_key,
        deals.account_key,
        deals.reporting_amount,
        case rules.rule
            when 'no_amount' then deals.amount is null
            when 'zero_amount' then coalesce(deals.amount = 0, false)
            when 'no_close_date' then deals.close_date is null
            when 'past_close_date' then coalesce(deals.days_overdue > 0, false)
            when 'pushed_often' then deals.times_pushed >= rules.threshold
            when 'no_recent_activity'
                then coalesce(deals.days_since_activity > rules.threshold, false)
            when 'no_activity_ever'
                then deals.activities = 0 and coalesce(deals.age_days > rules.threshold, true)
            when 'no_contact_role' then deals.contacts = 0
            when 'no_next_step'
                then
                    coalesce(trim(deals.next_step), '') = '' and deals.next_activity_at is null
            when 'no_account' then deals.account_key is null
            when 'stage_unmapped' then deals.stage = 'unmapped'
            when 'no_owner' then deals.owner_key is null
            when 'inactive_owner'
                then deals.owner_key is not null and not deals.has_active_owner
            when 'won_without_activity' then deals.activities = 0
        end as is_fault,
        case rules.rule
            when 'past_close_date' then deals.days_overdue
            when 'no_recent_activity' then deals.days_since_activity
            when 'no_activity_ever' then deals.age_days
        end as fault_days

    from rules
    inner join deals on rules.record_kind = deals.record_kind

),

leads as (

    select
        leads.*,
        responses.responded_at,
        {{ days_between('leads.mql_at', as_of()) }} as days_since_mql,
        leads.mql_at is not null
        and leads.rejected_at is null
        and leads.opportunity_key is null
        and leads.won_at is null
        and not leads.is_converted as is_qualified_lead

    from {{ ref('fct_leads') }} as leads
    inner join {{ ref('fct_lead_responses') }} as responses
        on leads.lead_key = responses.lead_key

),

lead_checks as (

    select
        rules.rule,
        rules.record_kind,
        rules.severity,
        leads.lead_key as record_key,
        '(lead)' as record_name,
        leads.owner_key,
        leads.account_key,
        cast(null as decimal(18, 2)) as reporting_amount,
        case rules.rule
            when 'no_lead_source' then leads.lead_source = '(not set)'
            when 'lead_untouched'
                then leads.responded_at is null and leads.days_since_mql > rules.threshold
        end as is_fault,
        case rules.rule when 'lead_untouched' then leads.days_since_mql end as fault_days

    from rules
    inner join leads
        on
        rules.record_kind = 'lead'
        or (rules.record_kind = 'qualified_lead' and leads.is_qualified_lead)

),

-- Addresses are known here by their hashes alone.
contacts as (

    select
        identifier as record_key,
        person_key,
        max(case when other_identifier like 'email:%' then 1 else 0 end) = 1 as has_email

    from {{ ref('bridge_person_identifiers') }}
    where identifier_kind = 'contact'
    group by identifier, person_key

),

contact_checks as (

    select
        rules.rule,
        rules.record_kind,
        rules.severity,
        contacts.record_key,
        '(contact)' as record_name,
        companies.owner_key,
        people.account_key,
        cast(null as decimal(18, 2)) as reporting_amount,
        case rules.rule when 'contact_without_email' then not contacts.has_email end as is_fault,
        cast(null as integer) as fault_days

    from rules
    inner join contacts on rules.record_kind = 'contact'
    left join {{ ref('dim_people') }} as people on contacts.person_key = people.person_key
    left join {{ ref('dim_accounts') }} as companies
        on people.account_key = companies.account_key

),

checks as (

    select * from deal_checks
    union all
    select * from lead_checks
    union all
    select * from contact_checks

),

-- A rule that nothing above can answer is not checked; the list of rules says so by its test.
published as (

    select
        rule || ':' || record_key as record_check_key,
        rule,
        record_kind,
        severity,
        record_key,
        record_name,
        coalesce(owner_key, '(no owner)') as owner_key,
        account_key,
        is_fault,
        fault_days,
        reporting_amount

    from checks
    where is_fault is not null

)

select * from published
