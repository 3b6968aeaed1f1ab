-- What could move a company: every contact with us it will have, whatever comes of it. Each draw
-- has a name of its own, so that taking a channel away leaves all the others as they are.

-- Before anybody is known by name.
create table openings as
with

interests as (

    select
        *,
        share('contacts before', account_no, [40, 64, 80, 90, 96, 99], [1, 2, 3, 4, 5, 6, 7])
            as contacts,
        whole('pace', account_no, 3, 16) as pace
    from accounts
    where not is_base

),

drawn as (

    select
        interests.account_no * 64 + k as touch_no,
        interests.account_no,
        interests.region,
        k,
        k = interests.contacts - 1 as is_last,
        interests.start_day + cast(
            k * interests.pace + case when k = 0 then 0
                else whole('wait', interests.account_no * 64 + k, 0, interests.pace - 1) end
            as integer
        ) as day,
        rnd('channel', interests.account_no * 64 + k) * 100 as channel_draw,
        case
            when k = interests.contacts - 1 or interests.group_size = 1 then 1
            else greatest(1, whole('who', interests.account_no * 64 + k, -2, interests.group_size))
        end as person_no
    from interests
    cross join lateral range(interests.contacts) as t (k)

)

select
    drawn.touch_no,
    drawn.account_no,
    0 as slot,
    drawn.k,
    drawn.is_last,
    drawn.person_no,
    channels.channel_no,
    office('time', drawn.touch_no, drawn.day, drawn.region) as touched_at
from drawn
inner join channels
    on
    (drawn.k = 0 and drawn.channel_draw >= open_from and drawn.channel_draw < open_to)
    or (drawn.k > 0 and drawn.channel_draw >= join_from and drawn.channel_draw < join_to);

-- When things would happen, if they do. A lead is the last opening contact of a company.
create table courses as
with

leads as (

    select
        openings.account_no,
        openings.touch_no as lead_touch_no,
        openings.channel_no as lead_channel_no,
        channels.is_web as is_web_lead,
        whole('pages', openings.touch_no, 2, 6) as pages,
        openings.touched_at,
        openings.touched_at + case
            when channels.is_web
                then to_seconds(whole('pages', openings.touch_no, 2, 6) * 45 + 160)
            when channels.channel = 'Event' then interval 50 hour
            else interval 70 minute
        end as lead_at
    from openings
    inner join channels using (channel_no)
    where openings.is_last

),

qualified as (

    select
        *,
        lead_at + case when rnd('mql soon', account_no) < 0.45
            then to_minutes(whole('mql minutes', account_no, 4, 170))
            else to_hours(whole('mql hours', account_no, 20, 300)) end as mql_at
    from leads

),

handed as (

    select
        *,
        mql_at + to_minutes(whole('sal minutes', account_no, 9, 2900)) as sal_at,
        mql_at + to_minutes(whole('rejected minutes', account_no, 300, 8000)) as rejected_at
    from qualified

),

opened as (

    select
        handed.*,
        office(
            'opened', handed.account_no,
            workday(cast(handed.sal_at as date) + 2
                + cast(whole('sql days', handed.account_no, 1, 12) as integer)),
            accounts.region
        ) as deal_at,
        accounts.region,
        cast(greatest(
            9,
            case accounts.segment when 'SMB' then 46 when 'Mid-Market' then 72 else 118 end
            * exp(0.42 * bell('cycle', handed.account_no))
        ) as integer) as cycle_days
    from handed
    inner join accounts using (account_no)

),

ended as (

    select
        *,
        cast(deal_at as date) + cycle_days as end_day,
        cast(
            date_trunc('quarter', cast(deal_at as date) + cycle_days) + interval 3 month as date
        ) - 1 as quarter_end
    from opened

)

-- Deals about to close late in a quarter are hurried along.
select
    account_no, lead_touch_no, lead_channel_no, is_web_lead, pages, touched_at, lead_at, mql_at,
    sal_at, rejected_at, deal_at,
    office(
        'closed', account_no,
        workday(case
            when quarter_end - end_day between 1 and 24 and rnd('hurry', account_no) < 0.5
                then quarter_end - cast(whole('last days', account_no, 0, 3) as integer)
            else end_day
        end), region
    ) as close_at
from ended;

-- What an account's journey adds up to: with everything, and with each channel switched off.
create table scenarios as
select 0 as off_no, '(none)' as channel
union all
select channel_no, channel from channels;

create table leaning as
with

counted as (

    select
        openings.account_no,
        openings.channel_no,
        least(count(*), 3) * any_value(channels.lead_points) as lead_points,
        least(count(*), 3) * any_value(channels.win_points) as win_points
    from openings
    inner join channels using (channel_no)
    group by all

),

summed as (

    select
        scenarios.off_no,
        counted.account_no,
        coalesce(sum(counted.lead_points) filter (where counted.channel_no != off_no), 0)
            as lead_points,
        coalesce(sum(counted.win_points) filter (where counted.channel_no != off_no), 0)
            as win_points
    from counted
    cross join scenarios
    group by all

)

select
    summed.off_no,
    summed.account_no,
    summed.win_points,
    accounts.fit,
    rnd('lead', account_no) < 1 - exp(-(25 + summed.lead_points) / 1000.0) as is_lead,
    rnd('mql', account_no) < 0.17 + 0.10 * accounts.fit + least(summed.win_points, 400) / 2000.0
        as would_be_mql,
    rnd('sal', account_no) < 0.60 + 0.07 * accounts.fit as would_be_sal,
    rnd('sql', account_no) < 0.52 + 0.08 * accounts.fit as would_be_deal
from summed
inner join accounts using (account_no);

-- How far each lead came in the world as it was.
create table leads as
select
    courses.*,
    leaning.would_be_mql as is_mql,
    leaning.would_be_mql and leaning.would_be_sal as is_sal,
    leaning.would_be_mql and leaning.would_be_sal and leaning.would_be_deal as is_deal,
    leaning.would_be_mql and not leaning.would_be_sal
    and rnd('told', courses.account_no) < 0.85 as is_rejected
from courses
inner join leaning on courses.account_no = leaning.account_no and leaning.off_no = 0
where leaning.is_lead;

-- Once they are known: what marketing and sales do until the deal is decided.
create table followings as
with

lives as (

    select
        leads.account_no,
        leads.lead_at + interval 20 minute as life_from,
        case
            when is_deal then close_at
            when is_rejected then rejected_at
            else leads.lead_at + interval 30 day
        end as life_to,
        accounts.region,
        accounts.group_size,
        case
            when is_deal then whole('contacts after', account_no, 5, 15)
            when is_mql then whole('contacts after', account_no, 1, 5)
            else whole('contacts after', account_no, 0, 2)
        end as contacts
    from leads
    inner join accounts using (account_no)

),

drawn as (

    select
        account_no * 64 + 8 + k as touch_no,
        *,
        life_from + to_seconds(cast(
            date_diff('second', life_from, life_to)
            * (k + 0.05 + 0.9 * rnd('when', account_no * 64 + 8 + k)) / contacts as bigint
        )) as raw_at,
        rnd('channel', account_no * 64 + 8 + k) * 100 as channel_draw,
        case
            when group_size = 1 then 1
            else greatest(1, whole('who', account_no * 64 + 8 + k, -1, group_size))
        end as person_no
    from lives
    cross join lateral range(contacts) as t (k)

),

daytime as (

    select
        *,
        office('time', touch_no, workday(cast(raw_at as date)), region) as day_at
    from drawn

)

select
    daytime.touch_no,
    daytime.account_no,
    0 as slot,
    daytime.k,
    false as is_last,
    daytime.person_no,
    channels.channel_no,
    case when day_at > life_from and day_at < life_to then day_at else raw_at end as touched_at
from daytime
inner join channels
    on daytime.channel_draw >= follow_from and daytime.channel_draw < follow_to;

-- How often marketing reached the person who becomes the lead before a rep did: on how many days.
-- Reps write to four in five of those passed on (07_records); visits straight to us are nobody's work.
create table warmth as
with

contacts as (

    select account_no, person_no, channel_no, touched_at from openings
    union all
    select account_no, person_no, channel_no, touched_at from followings

),

reached as (

    select account_no, touched_at
    from contacts
    inner join channels using (channel_no)
    where channel in ('Outbound Call', 'Outbound Social', 'Sales Meeting')
    union all
    select account_no, mql_at + interval 3 hour
    from leads
    where is_mql and whole('mails of reps', account_no, 0, 4) > 0

),

first_reached as (

    select account_no, min(touched_at) as first_sales_at from reached group by account_no

),

warming as (

    select contacts.account_no, channel_no, cast(contacts.touched_at as date) as day
    from contacts
    inner join channels using (channel_no)
    inner join leads using (account_no)
    inner join first_reached using (account_no)
    where
        leads.is_deal and person_no = 1 and (is_web or channel = 'Event') and channel != 'Direct'
        and contacts.touched_at < first_sales_at

)

select
    off_no,
    account_no,
    count(distinct day) filter (where channel_no != off_no) as contacts
from warming
cross join scenarios
group by off_no, account_no;

-- Decided: the latent draw is the same whatever is switched off, only the threshold moves. What
-- two contacts before the first of sales add of their own is ordered with the company: `warm_up`.
create table decisions as
with

added as (

    select
        account_no,
        channel_no,
        least(count(*), 4) * any_value(channels.win_points) as win_points
    from followings
    inner join channels using (channel_no)
    group by all

),

summed as (

    select
        leaning.off_no,
        leaning.account_no,
        leaning.fit,
        leaning.win_points + coalesce(sum(added.win_points) filter (
            where added.channel_no != leaning.off_no
        ), 0) as win_points
    from leaning
    inner join leads using (account_no)
    left join added using (account_no)
    where
        leaning.is_lead and leaning.would_be_mql and leaning.would_be_sal
        and leaning.would_be_deal
    group by leaning.off_no, leaning.account_no, leaning.fit, leaning.win_points

),

weighed as (

    select
        summed.off_no,
        summed.account_no,
        coalesce(warmth.contacts, 0) as warm_contacts,
        coalesce(warmth.contacts, 0) >= 2 as is_warm,
        0.03 + 0.04 * fit + least(win_points, 1200) / 2200.0 as chance
    from summed
    left join warmth using (off_no, account_no)

)

select
    off_no,
    account_no,
    warm_contacts,
    is_warm,
    rnd('won', account_no) < chance + case when is_warm then getvariable('warm_up') else 0 end
        as is_won,
    rnd('won', account_no) < chance as is_won_without
from weighed;
