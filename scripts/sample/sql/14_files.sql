-- What no system of its own records, in our own format. Ids of other systems carry their name.
create schema files;

create macro iso(moment) as strftime(moment, '%Y-%m-%dT%H:%M:%SZ');


create view files.content_items as
select
    'c-' || content_no as content_id,
    topic || ' ' || format || ' ' || (content_no + 1) as title, format, topic, funnel_stage,
    ['Ines Holm', 'Rafael Duarte', 'Mona Keller'][content_no % 3 + 1] as author_name, author_team,
    -- both websites have the same pages
    page_path as page_url,
    published_date,
    case topic when 'Forecast' then 'Overtime under control' end as message,
    published_date as _night, cast(null as date) as _until,
    content_no as _order
from content;

-- One of the pieces of these last digits that are out by a day, rather a newer one; from the half
-- year on there is one of each.
create macro piece(stream, id, digits, day) as
    pick(stream, id, digits) + 10 * cast(floor(
        (1 - pow(rnd(stream || ' age', id), 1.6))
        * ((least(47, date_diff('day', getvariable('from_date'), day) // 19) - 9) // 10 + 1)
    ) as bigint);

create view files.content_uses as
select
    'use-' || step_no as content_use_id,
    'c-' || piece('content', step_no, [4, 5, 5, 7, 8, 9], cast(changed_at as date)) as content_id,
    'sales' as used_by,
    ref_of(owners.owner_id, account_no) as owner_id,
    ref_of(crm_id('003', account_no * 8 + 1), account_no) as contact_id,
    cast(null as varchar) as email, ref_of(deal_id, account_no) as opportunity_id,
    iso(changed_at + interval 3 hour) as used_at, cast(changed_at + interval 3 hour as date) as _night,
    cast(null as date) as _until, step_no as _order
from deal_steps
inner join plans using (deal_no)
inner join deal_owners as owners
    on deal_steps.deal_no = owners.deal_no
    and deal_steps.changed_at >= owners.since and deal_steps.changed_at < owners.until
where
    stage_no in (2, 3) and rnd('uses content', step_no) < 0.45
    and changed_at > getvariable('from_date') + 180
    and cast(changed_at + interval 3 hour as date) <= getvariable('to_date')
union all
-- Marketing sends what was asked for in the form, or something that may interest.
select
    'use-lead-' || account_no,
    'c-' || piece('content for lead', account_no,
        case when form_of(account_no) like 'Guide%' and is_web_lead then [4]
            else [0, 1, 2, 3, 4, 6, 6, 7] end, cast(lead_at as date)), 'marketing',
    null, null, email, null, iso(used_at), cast(used_at as date), null, -account_no
from (
    select
        lead_facts.account_no, lead_at, is_web_lead, known_people.email,
        case when form_of(lead_facts.account_no) like 'Guide%' and is_web_lead
            then lead_at + interval 6 minute
            else office('content sent', lead_facts.account_no,
                workday(cast(lead_at as date) + 2), region) end as used_at
    from lead_facts
    inner join known_people using (person_id)
    where rnd('content for lead', lead_facts.account_no) < 0.55
        and lead_at > getvariable('from_date') + 180
)
where cast(used_at as date) <= getvariable('to_date')
union all
-- Every newsletter is about two pieces.
select
    'use-newsletter-' || strftime(m, '%Y%m') || '-' || k,
    'c-' || greatest(0, date_diff('day', getvariable('from_date'), cast(m as date) + 8) // 19 - k),
    'marketing', null, null, null, null, iso(m + interval 216 hour), cast(m as date) + 9, null,
    -(1000000000000 + year(m) * 1000 + month(m) * 10 + k)
from generate_series(
    date_trunc('month', cast(getvariable('from_date') as timestamp)),
    cast(getvariable('to_date') as timestamp), interval 1 month
) as t (m)
cross join (values (0), (1)) as u (k)
where
    cast(m as date) + 9 between getvariable('from_date') + 20 and getvariable('to_date')
    and date_diff('day', getvariable('from_date'), cast(m as date) + 8) < 48 * 19;

create view files.survey_responses as
select
    'answer-' || asked.deal_no as survey_response_id, 'After the sale' as survey_name, kind as survey_type,
    people.work_email as email, ref_of(account_id, asked.account_no) as account_id,
    ref_of(owners.owner_id, asked.account_no) as owner_id,
    case kind when 'nps' then greatest(0, 10 - cast(floor(
        5 * rnd('answer', asked.deal_no) * rnd('answer 2', asked.deal_no) * 2) as integer))
        else 5 - cast(floor(2.4 * rnd('answer', asked.deal_no)) as integer) end as score,
    pick('theme', asked.deal_no, ['onboarding', 'price', 'support', 'usability']) as theme,
    cast(null as varchar) as comment,
    strftime(close_at + interval 14 day, '%Y-%m-%dT%H:%M:%S') || '+02:00' as responded_at,
    cast(close_at as date) + 14 + cast(days_late as integer) as _night, cast(null as date) as _until,
    asked.deal_no as _order
from (
    select *, case when rnd('survey', deal_no) < 0.6 then 'nps' else 'csat' end as kind,
        case when mishap('late answer', deal_no, 0.1) then whole('late answer', deal_no, 1, 45)
            else 0 end as days_late
    from plans where is_won and slot < 10 and rnd('answers', deal_no) < 0.45
) as asked
inner join people on asked.account_no * 8 + 1 = people.person_id
inner join deal_owners as owners
    on asked.deal_no = owners.deal_no and owners.until > timestamp '9999-01-01 00:00:00'
where cast(close_at as date) + 14 + days_late <= getvariable('to_date')
union all
-- Twice a year marketing asks whom it can reach what matters to them and whom else they look at;
-- most do not answer, and some leave a question out.
select
    'research-' || wave || '-' || question || '-' || person_id,
    case question when 1 then 'Audience preferences' else 'Rivals considered' end, 'research',
    email,
    case when contact_at < responded_at then ref_of(account_id, account_no) end, null,
    case when question = 1 and leaves_out > 0.12 then whole('matters', wave || '.' || person_id, 2, 5)
    end,
    case
        when leaves_out < case question when 1 then 0.12 else 0.28 end then null
        when question = 2 then share('considered', wave || '.' || person_id,
            case segment when 'SMB' then [14, 26, 78] when 'Mid-Market' then [30, 60, 78]
                else [44, 74, 82] end,
            ['Rosterly', 'ShiftFox', 'Spreadsheets', 'Tidetable'])
        else share('preference', wave || '.' || person_id,
            case segment when 'SMB' then [36, 68, 78, 90, 96] when 'Mid-Market'
                then [22, 44, 66, 80, 92] else [10, 22, 52, 64, 90] end,
            ['price', 'ease of use', 'integrations', 'support', 'compliance', 'reporting'])
    end,
    null, iso(responded_at), cast(responded_at as date), null, 1000000000 + person_id * 100 + wave * 2
    + question
from (
    select
        known_people.*, accounts.segment, accounts.account_id, wave, question,
        cast(asked_on as timestamp)
        + to_minutes(whole('research answer', wave || '.' || person_id, 480, 28000)) as responded_at,
        rnd('leaves out', wave || '.' || question || '.' || person_id) as leaves_out
    from range(20) as t (wave)
    cross join lateral (
        select getvariable('from_date') + 100 + cast(wave * 182 as integer) as asked_on
    ) as u
    inner join known_people
        on known_people.known_at < asked_on
        and (reason = 'customer' or known_people.known_at > asked_on - interval 500 day)
    inner join accounts using (account_no)
    cross join (values (1), (2)) as v (question)
    where rnd('research', wave || '.' || person_id)
        < case when known_people.contact_at < asked_on then 0.3 else 0.1 end
)
where cast(responded_at as date) <= getvariable('to_date');

create view files.feedback as
select
    'feedback-' || account_no as feedback_id, 'lead_quality' as feedback_type,
    ref_of(lead_id, account_no) as lead_id, cast(null as varchar) as content_id,
    cast(null as varchar) as opportunity_id, ref_of(sdr_id, account_no) as owner_id,
    case when is_rejected then whole('rating', account_no, 1, 2)
        else whole('rating', account_no, 3, 5) end as rating,
    case when is_rejected then rejection_reason else 'Good fit' end as reason,
    iso(given_at) as given_at, cast(given_at as date) as _night, cast(null as date) as _until,
    account_no || '' as _order
from (
    select *, case when is_rejected then rejected_at else sal_at end + interval 10 minute
        as given_at
    from lead_facts
    where (is_rejected or is_sal) and rnd('says', account_no) < 0.4
)
where cast(given_at as date) <= getvariable('to_date')
union all
select
    'objection-' || objections.deal_no || '-' || k, 'objection', null, null,
    ref_of(deal_id, account_no), ref_of(owners.owner_id, account_no), null, words, iso(raised_at),
    cast(raised_at as date), null, 'objection ' || objections.deal_no || '.' || k
from objections
inner join deal_owners as owners
    on objections.deal_no = owners.deal_no
    and objections.raised_at >= owners.since and objections.raised_at < owners.until
where cast(raised_at as date) <= getvariable('to_date');

create view files.meetings as
select
    'sync-' || n as meeting_id, 'Marketing and sales sync' as meeting_name, day as planned_date,
    rnd('held', n) < 0.88 as was_held,
    case when rnd('held', n) < 0.88 then whole('marketers', n, 2, 4) else 0 end
        as marketing_attendees,
    case when rnd('held', n) < 0.88 then whole('sellers', n, 2, 5) else 0 end as sales_attendees,
    case when rnd('held', n) < 0.88 then whole('agreed', n, 2, 6) else 0 end as actions_agreed,
    case when rnd('held', n) < 0.88 then least(whole('agreed', n, 2, 6), whole('done', n, 1, 6))
        else 0 end as actions_closed,
    day as _night, cast(null as date) as _until, n as _order
from days
where isodow(day) = 1 and n // 7 % 2 = 0;

create view files.trainings as
with

assigned as (

    select reps.user_id, course_no, course,
        greatest(getvariable('from_date') + cast(course_no * 150 as integer),
            coalesce(hired_on + 7, getvariable('from_date'))) as assigned_date,
        greatest(getvariable('from_date') + cast(course_no * 150 as integer),
            coalesce(hired_on + 7, getvariable('from_date')))
        + whole('trained', rep_id * 10 + course_no, 4, 70) as done_date, rep_id * 10 + course_no as id
    from reps
    cross join (values (0, 'Selling Insight'), (1, 'New pricing'), (2, 'Handling competitors'),
        (3, 'Discovery'), (4, 'ROI talks')) as t (course_no, course)
    where title in ('Account Executive', 'Sales Development Representative')

)

select
    'training-' || id as training_id, course as training_name,
    ref_of(user_id, 0) as owner_id, assigned_date,
    case when done then done_date end as completed_date,
    case when done then whole('mark', id, 60, 100) / 100.0 end as score,
    case when done then done_date else assigned_date end as _night,
    case when not done and done_date <= getvariable('to_date') then done_date end as _until,
    id || '.' || done as _order
from assigned
cross join (values (false), (true)) as t (done)
where assigned_date <= getvariable('to_date')
    and (not done or done_date <= getvariable('to_date'));

create view files.touchpoints as
select
    touchpoint_id,
    case when is_contact then ref_of(crm_id('003', person_id), account_no)
        when reason = 'lead' then ref_of(crm_id('00Q', person_id), account_no) end as person_id,
    case when writes_mailbox then 'info@' || accounts.domain else email end as email,
    cast(null as varchar) as account_id, cast(null as varchar) as opportunity_id, touch_type,
    cast(null as varchar) as channel, cast(null as varchar) as campaign_id,
    cast(null as varchar) as owner_id, zoned(touched_at, accounts.region) as touched_at,
    day as _night, cast(null as date) as _until, touchpoint_id as _order
from offline
inner join accounts using (account_no);

create view files.goals as
select
    'trial-' || account_no as goal_id, 'trial_start' as goal_type,
    ref_of(lead_id, account_no) as person_id, cast(null as varchar) as email,
    cast(null as varchar) as account_id, cast(null as varchar) as opportunity_id, 0 as goal_value,
    currency_code, iso(mql_at + interval 5 hour) as reached_at,
    cast(mql_at + interval 5 hour as date) as _night, cast(null as date) as _until,
    account_no as _order
from lead_facts
where is_mql and is_web_lead and rnd('trial', account_no) < 0.3
    and cast(mql_at + interval 5 hour as date) <= getvariable('to_date');

-- What every account executive is to win in a quarter, in money and in deals; whoever is new a
-- quarter of it first, then half and three quarters. A team is to win a little less than its reps
-- together, and the company in a year a little less than its teams. A year is planned when it
-- begins; what a team is to win is set again in each quarter, by who is in it then.
create table rep_quotas as
with

quarters as (

    select cast(q as date) as first_day
    from generate_series(
        date_trunc('quarter', cast(getvariable('from_date') as timestamp)),
        cast(make_date(year(getvariable('to_date')), 12, 31) as timestamp), interval 3 month
    ) as t (q)

)

select
    reps.rep_id, user_id, first_day, measure, regions.currency_code,
    coalesce(least(4, 1 + date_diff('quarter', hired_on, first_day)), 4) as ramp,
    greatest(cast(date_trunc('year', first_day) as date),
        coalesce(hired_on, getvariable('from_date')), getvariable('from_date')) as night,
    case measure
        when 'deals' then 3 + rep_id % 2
        else (55 + 10 * (rep_id % 3) + 2 * date_diff('quarter', getvariable('from_date'), first_day))
            * 1000
    end as full_quota
from reps
inner join regions on reps.region = regions.region
cross join quarters
cross join (values ('revenue'), ('deals')) as t (measure)
where
    title = 'Account Executive'
    and coalesce(date_trunc('quarter', hired_on) <= first_day, true);

create table team_quotas as
with

planned as (

    select
        greatest(
            case k when 1 then cast(date_trunc('year', first_day) as date) else first_day end,
            getvariable('from_date')
        ) as night,
        first_day, rep_id, full_quota
    from rep_quotas
    cross join (values (1), (2)) as t (k)
    where measure = 'revenue'

),

summed as (

    select
        team_name, first_day, planned.night, max(regions.currency_code) as currency_code,
        cast(round(sum(full_quota) * 0.9 / 1000) * 1000 as bigint) as amount
    from (select distinct * from planned) as planned
    inner join rep_periods
        on planned.rep_id = rep_periods.rep_id
        and planned.night between rep_periods.start_date
        and coalesce(rep_periods.end_date, date '9999-12-31')
    inner join regions on rep_periods.region = regions.region
    group by team_name, first_day, planned.night

)

select
    *,
    lead(night) over (partition by team_name, first_day order by night) as next_night
from summed;

create view files.quotas as
select
    'quota-' || rep_id || '-' || strftime(first_day, '%Y%m') || '-' || measure as quota_id,
    ref_of(user_id, 0) as owner_id, cast(null as varchar) as team_name,
    first_day as period_start_date, cast(first_day + interval 3 month as date) - 1
        as period_end_date,
    measure, cast(ceil(full_quota * ramp / 4.0) as bigint) as quota_amount,
    case measure when 'revenue' then currency_code end as currency_code,
    night as _night, cast(null as date) as _until, first_day || measure || rep_id as _order
from rep_quotas
union all
select
    'quota-' || lower(replace(team_name, ' ', '-')) || '-' || strftime(first_day, '%Y%m'), null,
    team_name, first_day, cast(first_day + interval 3 month as date) - 1, 'revenue',
    amount, currency_code, night, next_night, first_day || team_name
from team_quotas
union all
select
    'quota-company-' || n, null, null, make_date(n, 1, 1), make_date(n, 12, 31), 'revenue',
    cast(round(sellers_then * 4 * (62 + 8 * (n - year(getvariable('from_date')))) * 0.85) * 1000
        as bigint), 'USD',
    greatest(make_date(n, 1, 1), getvariable('from_date')), null, 'company ' || n
from range(year(getvariable('from_date')), year(getvariable('to_date')) + 1) as t (n)
cross join lateral (
    select count(*) as sellers_then from reps
    where
        title = 'Account Executive'
        and coalesce(hired_on <= greatest(make_date(n, 1, 1), getvariable('from_date')), true)
) as counted;

-- Where everybody who sells was, and since when; an end is known when it has come.
create view files.rep_assignments as
select
    'assignment-' || rep_id || '-' || (k + 1) as rep_assignment_id, ref_of(user_id, 0) as owner_id,
    team_name, region, ref_of(crm_id('005', manager_no + 1), 0) as manager_id, role_name,
    start_date, case when is_over then end_date end as end_date,
    case when is_over then next_night else night end as _night,
    case when not is_over then next_night end as _until, rep_id || '.' || k || is_over as _order
from rep_periods
cross join (values (false), (true)) as t (is_over)
where
    title in ('Account Executive', 'Sales Development Representative')
    and (not is_over or next_night is not null);

-- Credit that the CRM has no place for.
create view files.opportunity_splits as
select
    'split-' || deal_no || '-' || k as opportunity_split_id,
    ref_of(deal_id, account_no) as opportunity_id, ref_of(rep_id, account_no) as owner_id,
    lower(split_type) as split_type, percent / 100.0 as credit_rate,
    cast(agreed_at as date) as _night, cast(null as date) as _until, deal_no * 4 + k as _order
from splits
where
    cast(agreed_at as date) <= getvariable('to_date')
    and (home_crm(account_no) = 'zoho_crm' or home_crm(account_no) = 'hubspot' and k = 3);

create view files.budgets as
select
    'budget-' || lower(replace(channel, ' ', '-')) || '-' || strftime(m, '%Y%m') as budget_id,
    channel, cast(m as date) as month_start_date,
    cast(round(amount * getvariable('scale')
        * (1 + date_diff('month', getvariable('from_date'), cast(m as date)) / 60.0) / 10) * 10
        as bigint) as budget_amount,
    'USD' as currency_code,
    -- a year is planned when it begins
    greatest(make_date(year(m), 1, 1), getvariable('from_date')) as _night,
    cast(null as date) as _until, cast(m as date) || channel as _order
from generate_series(
    date_trunc('month', cast(getvariable('from_date') as timestamp)),
    cast(make_date(year(getvariable('to_date')), 12, 31) as timestamp), interval 1 month
) as t (m)
cross join (
    values ('Paid Search', 1000), ('Cross-network', 380), ('Paid Social', 1950), ('Display', 160)
) as u (channel, amount);

-- What the teams cost beside media, booked when the month ends: pay grows by the half year, tools with
-- it, a trade show in the second month of a quarter, an agency that wrote until the end of 2024.
create view files.costs as
select
    concat_ws('-', 'cost', team, cost_kind, strftime(m, '%Y%m')) as cost_id,
    cast(m as date) as month_start_date, team, cost_kind,
    cast(round(amount * getvariable('scale')
        * (1 + months // 6 * growth + 0.06 * rnd('cost', team || cost_kind || months)) / 10) * 10
        as bigint) as cost_amount,
    currency_code,
    cast(m + interval 1 month - interval 1 day as date) as _night, cast(null as date) as _until,
    cast(m as date) || team || cost_kind as _order
from (
    select m, date_diff('month', getvariable('from_date'), cast(m as date)) as months
    from generate_series(
        date_trunc('month', cast(getvariable('from_date') as timestamp)),
        cast(getvariable('to_date') as timestamp), interval 1 month
    ) as t (m)
) as all_months
cross join (
    values
    ('marketing', 'salaries', 9200, 0.04, 'GBP'), ('marketing', 'tools', 2100, 0.03, 'USD'),
    ('marketing', 'agency', 1800, 0.0, 'EUR'), ('marketing', 'events', 16500, 0.02, 'USD'),
    ('marketing', 'media', 3400, 0.03, 'USD'), ('sales', 'salaries', 31000, 0.04, 'USD'),
    ('sales', 'tools', 2600, 0.03, 'USD'), ('sales', 'other', 1900, 0.02, 'EUR'),
    ('success', 'salaries', 7800, 0.05, 'GBP'), ('success', 'tools', 700, 0.03, 'USD')
) as u (team, cost_kind, amount, growth, currency_code)
where
    cast(m + interval 1 month - interval 1 day as date) <= getvariable('to_date')
    and (cost_kind != 'events' or month(m) % 3 = 2)
    and (cost_kind != 'agency' or m < timestamp '2025-01-01');
