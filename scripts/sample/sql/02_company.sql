-- Harborlight sells software that plans shifts: who sells, what is sold, and the campaigns.
create table days as
select
    cast(d as date) as day,
    date_diff('day', getvariable('from_date'), cast(d as date)) as n,
    -- weekends are quiet, August and December slow, and the company grows
    case isodow(d) when 6 then 0.34 when 7 then 0.30 else 1.27 end
    * [0.98, 1.02, 1.10, 1.02, 1.02, 0.98, 0.90, 0.72, 1.10, 1.14, 1.12, 0.74][month(d)]
    * (1 + date_diff('day', getvariable('from_date'), cast(d as date)) / 2200.0) as season
from generate_series(
    cast(getvariable('from_date') as timestamp),
    cast(getvariable('to_date') as timestamp),
    interval 1 day
) as t (d);

create table regions as
select * from (
    values
    (0, 'EMEA', 'EUR'), (1, 'UK & Ireland', 'GBP'), (2, 'North America', 'USD')
) as t (region_no, region, currency_code);

create table reps as
with

seats as (

    select 0 as rep_id, 'VP Sales' as title, 'VP Sales' as role_name, null as region,
        null as team_name, null as manager_no
    union all
    select 1 + region_no, 'Sales Manager', region || ' Manager', region, null, 0
    from regions
    union all
    select 10 + n, 'Sales Development Representative', regions.region || ' SDR', regions.region,
        regions.region || ' Development', 1 + regions.region_no
    from range(cast(greatest(3, ceil(4 * getvariable('scale'))) as bigint)) as t (n)
    inner join regions on n % 3 = regions.region_no
    union all
    select 10000 + n, 'Account Executive', regions.region || ' AE', regions.region,
        regions.region || case when n // 3 % 2 = 0 then ' Commercial' else ' Enterprise' end,
        1 + regions.region_no
    from range(cast(greatest(6, ceil(9 * getvariable('scale'))) as bigint)) as t (n)
    inner join regions on n % 3 = regions.region_no

)

select
    seats.*,
    first.name as first_name,
    last.name as last_name,
    case
        when title = 'Account Executive' and rep_id % 3 != 2
            and (rep_id - 10000) // 3 % 3 = case when getvariable('scale') > 0.9 then 2 else 1 end
            then cast(date_trunc('month', getvariable('from_date')
                + cast(whole('hired', rep_id, 90, 420) as integer)) as date)
    end as hired_on,
    first.slug || '.' || last.slug
    || case when seats.rep_id % 10000 >= 100 then cast(seats.rep_id as varchar) else '' end
    || '@harborlight.example' as email,
    crm_id('005', seats.rep_id + 1) as user_id,
    row_number() over (partition by seats.title, seats.region order by seats.rep_id) - 1 as seat,
    count(*) over (partition by seats.title, seats.region) as seats
from seats
inner join names as first
    on first.kind = 'first'
    and first.position
    = (seats.rep_id * 7 + 3) % (select count(*) from names where kind = 'first')
inner join names as last
    on last.kind = 'last'
    and last.position
    = (seats.rep_id * 11 + 5) % (select count(*) from names where kind = 'last');

-- Where a rep sells, and since when. Some change team or region once, and some were hired lately.
create table rep_periods as
with

moves as (

    select
        *,
        case
            when title = 'Account Executive' and rep_id % 3 = 2
                and (rep_id - 10000) // 3 % 5 < 2
                then cast(date_trunc('month', getvariable('from_date')
                    + cast(whole('moved', rep_id, 150, 400) as integer)) as date)
        end as moved_on
    from reps

),

periods as (

    select
        moves.*,
        k,
        case
            when k = 1 then moved_on
            when hired_on is not null then hired_on
            else getvariable('from_date') - cast(whole('tenure', rep_id, 200, 1800) as integer)
        end as start_date,
        case when k = 0 then moved_on - 1 end as end_date
    from moves
    cross join range(2) as t (k)
    where k = 0 or moved_on is not null

)

select
    rep_id, user_id, title, k, start_date, end_date,
    case when k = 1 and rep_id % 2 = 0 then 'EMEA' else region end as region,
    case
        when k = 0 then team_name
        when rep_id % 2 = 0 then 'EMEA Commercial'
        when team_name like '%Commercial' then region || ' Enterprise'
        else region || ' Commercial'
    end as team_name,
    case when k = 1 and rep_id % 2 = 0 then 'EMEA AE' else role_name end as role_name,
    case when k = 1 and rep_id % 2 = 0 then 1 else manager_no end as manager_no,
    greatest(start_date, getvariable('from_date')) as night,
    case when end_date is not null then end_date + 1 end as next_night
from periods;

-- Who may be given a company on a day: whoever sells in its region by then.
create table sellers as
with

starts as (

    select region, valid_from
    from (
        select region, hired_on as valid_from from reps where hired_on is not null
        union
        select region, date '0001-01-01' from regions
    )

)

select
    starts.region, starts.valid_from,
    lead(starts.valid_from, 1, date '9999-12-31') over (
        partition by starts.region order by starts.valid_from
    ) as valid_to,
    (
        select list(reps.user_id order by rep_id)
        from reps
        where
            reps.title = 'Account Executive' and reps.region = starts.region
            and coalesce(hired_on, date '0001-01-01') <= starts.valid_from
    ) as user_ids
from starts;

create table products as
select * from (
    values
    (1, 'Harborlight Plan', 'Planning'),
    (2, 'Harborlight Insight', 'Analytics'),
    (3, 'Onboarding', 'Services')
) as t (product_no, product_name, product_line);

-- What a visit or a contact through a channel is worth: how often it opens a journey, how often it
-- joins one, and its causal effect on becoming a lead and on winning, in thousandths.
create table channels as
select
    *,
    sum(opens) over (order by channel_no) - opens as open_from,
    sum(opens) over (order by channel_no) as open_to,
    sum(joins) over (order by channel_no) - joins as join_from,
    sum(joins) over (order by channel_no) as join_to,
    sum(follows) over (order by channel_no) - follows as follow_from,
    sum(follows) over (order by channel_no) as follow_to
from (
    values
    (1, 'Paid Search', true, 19, 10, 4, 120, 40),
    (2, 'Cross-network', true, 6, 4, 1, 60, 15),
    (3, 'Paid Social', true, 10, 9, 3, 80, 45),
    (4, 'Display', true, 4, 8, 4, 15, 10),
    (5, 'Organic Search', true, 25, 20, 9, 130, 45),
    (6, 'Organic Social', true, 5, 6, 2, 50, 25),
    (7, 'Referral', true, 6, 5, 2, 140, 60),
    (8, 'AI Assistants', true, 3, 3, 1, 150, 60),
    (9, 'Direct', true, 7, 22, 13, 0, 0),
    (10, 'Event', false, 4, 4, 4, 260, 120),
    (11, 'Partner', false, 3, 2, 1, 300, 140),
    (12, 'Customer Referral', false, 2, 1, 0, 420, 200),
    (13, 'Outbound Call', false, 4, 4, 20, 110, 25),
    (14, 'Outbound Social', false, 2, 2, 4, 70, 25),
    (15, 'Email', true, 0, 0, 17, 0, 30),
    (16, 'Sales Meeting', false, 0, 0, 15, 0, 55)
) as t (channel_no, channel, is_web, opens, joins, follows, lead_points, win_points);

-- Ad campaigns: where, through what, and the price of a click in the account's currency.
create table ad_campaigns as
select
    *,
    row_number() over (partition by channel, region order by campaign_no) - 1 as turn,
    count(*) over (partition by channel, region) as turns
from (
    values
    (1, 'google_ads', '5550100001', 'EUR', 'Paid Search', 'SEARCH', 'search_brand_emea', 'EMEA', 1.10),
    (2, 'google_ads', '5550100001', 'EUR', 'Paid Search', 'SEARCH', 'search_shift_planning_emea', 'EMEA', 3.40),
    (3, 'google_ads', '5550100001', 'EUR', 'Cross-network', 'PERFORMANCE_MAX', 'pmax_emea', 'EMEA', 1.60),
    (4, 'google_ads', '5550100001', 'EUR', 'Display', 'DISPLAY', 'display_retargeting_emea', 'EMEA', 0.70),
    (5, 'google_ads', '5550100002', 'USD', 'Paid Search', 'SEARCH', 'search_brand_na', 'North America', 1.40),
    (6, 'google_ads', '5550100002', 'USD', 'Paid Search', 'SEARCH', 'search_shift_planning_na', 'North America', 5.20),
    (7, 'google_ads', '5550100002', 'USD', 'Cross-network', 'PERFORMANCE_MAX', 'pmax_na', 'North America', 2.30),
    (8, 'google_ads', '5550100002', 'USD', 'Display', 'DISPLAY', 'display_retargeting_na', 'North America', 0.90),
    (9, 'google_ads', '5550100003', 'GBP', 'Cross-network', 'PERFORMANCE_MAX', 'pmax_uk', 'UK & Ireland', 1.70),
    (10, 'google_ads', '5550100003', 'GBP', 'Display', 'DISPLAY', 'display_retargeting_uk', 'UK & Ireland', 0.75),
    (11, 'google_ads', '5550100003', 'GBP', 'Paid Search', 'SEARCH', 'search_brand_uk', 'UK & Ireland', 1.20),
    (12, 'microsoft', 'microsoft-77', 'GBP', 'Paid Search', 'Search', 'bing_shift_planning_uk', 'UK & Ireland', 2.60),
    (13, 'linkedin', 'linkedin-41', 'USD', 'Paid Social', 'SPONSORED_UPDATES', 'li_operations_leaders_na', 'North America', 7.40),
    (14, 'linkedin', 'linkedin-41', 'USD', 'Paid Social', 'SPONSORED_UPDATES', 'li_operations_leaders_emea', 'EMEA', 6.80),
    (15, 'meta', 'meta-903', 'EUR', 'Paid Social', 'OUTCOME_LEADS', 'meta_shift_managers_emea', 'EMEA', 1.50),
    (16, 'linkedin', 'linkedin-41', 'USD', 'Paid Social', 'SPONSORED_UPDATES', 'li_operations_leaders_uk', 'UK & Ireland', 7.00)
) as t (
    campaign_no, platform, ad_account_id, currency_code, channel, campaign_type, campaign_name,
    region, click_price
);

-- CRM campaigns: a webinar a month, a trade fair a quarter, the partner program. Each is planned
-- from the first of its month.
create table crm_campaigns as
with

starts as (

    select cast(m as date) as month_start
    from generate_series(
        date_trunc('month', cast(getvariable('from_date') as timestamp)),
        cast(getvariable('to_date') as timestamp), interval 1 month
    ) as t (m)

),

listed as (

    select
        1 as crm_campaign_no, 'Partner Program' as campaign_name, 'Partners' as campaign_type,
        getvariable('from_date') as start_date, cast(null as date) as end_date, 20000 as budget
    union all
    select
        1000 + (year(month_start) * 12 + month(month_start)) % 1000 as crm_campaign_no,
        'Webinar: ' || ['Overtime under control', 'Plan a fair week', 'Forecast the demand',
            'Rules of rest periods', 'From roster to payroll', 'Shifts people like'
        ][month(month_start) % 6 + 1] || ' ' || strftime(month_start, '%Y-%m'),
        'Webinar',
        cast(month_start + 14 as date), cast(month_start + 14 as date), 2500
    from starts
    union all
    select
        3000 + (year(month_start) * 12 + month(month_start)) % 1000,
        ['Workforce Expo', 'Retail Operations Days', 'Care & Shift Forum', 'Logistics Summit'
        ][quarter(month_start)] || ' ' || year(month_start),
        'Trade Show',
        cast(month_start + 19 as date), cast(month_start + 21 as date), 18000
    from starts
    where month(month_start) % 3 = 2

)

select
    *,
    greatest(cast(date_trunc('month', start_date) as date), getvariable('from_date')) as planned_on,
    -- the others say it by their names, or not at all
    case
        when campaign_name like '%fair week%' or campaign_name like '%people like%'
            then 'Fair shifts'
        when campaign_name like '%the demand%' then 'Overtime under control'
    end as message
from listed;

create table content as
select
    n as content_no,
    ['blog', 'blog', 'video', 'infographic', 'whitepaper', 'case_study', 'webinar', 'comparison',
        'review', 'demo'][n % 10 + 1] as format,
    ['Overtime', 'Fair rosters', 'Forecast', 'Rest periods', 'Payroll'][n % 5 + 1] as topic,
    ['awareness', 'awareness', 'interest', 'awareness', 'consideration', 'consideration',
        'interest', 'intent', 'consideration', 'intent'][n % 10 + 1] as funnel_stage,
    ['marketing', 'marketing', 'marketing', 'joint', 'joint', 'sales'][n % 6 + 1] as author_team,
    getvariable('from_date') + cast(n * 19 as integer) as published_date,
    -- three are pages that are there anyway, and what only sales hands out is on no page
    case
        when n = 0 then '/blog/overtime'
        when n = 5 then '/customers'
        when n = 9 then '/demo'
        when n % 6 != 5 then ['/blog/', '/blog/', '/videos/', '/infographics/', '/guides/',
            '/customers/', '/webinars/', '/compare/', '/reviews/', '/demos/'][n % 10 + 1]
            || ['overtime', 'fair-rosters', 'forecast', 'rest-periods', 'payroll'][n % 5 + 1]
            || '-' || (n + 1)
    end as page_path
from range(48) as t (n)
where getvariable('from_date') + cast(n * 19 as integer) <= getvariable('to_date');

-- What a visit that is for something to read opens, by the day: what is new is read more than what
-- is old, and some of it always more than the rest. `up_to` are running totals.
create table content_days as
with

weighted as (

    select
        day,
        unnest(case when format in ('whitepaper', 'webinar') then ['any', format] else ['any'] end)
            as kind,
        content_no,
        page_path,
        cast(ceil(
            1000 * exp(0.6 * bell('popular', content_no))
            * case format when 'blog' then 2.2 when 'comparison' then 1.5
                when 'whitepaper' then 1.8 when 'webinar' then 1.3 when 'video' then 0.6
                when 'infographic' then 0.5 when 'review' then 0.6 else 1 end
            * (0.08 + exp(-date_diff('day', published_date, day) / 80.0))
        ) as bigint) as weight
    from days
    inner join content on published_date <= day
    where page_path is not null and content_no not in (5, 9)

),

running as (

    select
        *,
        cast(sum(weight) over (partition by day, kind order by content_no) as bigint) as up_to
    from weighted

)

select
    day, kind, list(page_path order by content_no) as pages, list(up_to order by content_no) as up_to
from running
group by day, kind;
