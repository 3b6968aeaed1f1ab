-- Deals: the first of a company (slot 0), a second attempt (1), renewals (2 to 5), upsells (6 to 9)
-- and credit notes (10). The number of a deal is that of its company and its slot.
-- With every channel switched off in turn, too: `off_no` 0 is the world as it was.
create table possible_deals as
with

priced as (

    select
        account_no,
        cast(round(
            case segment when 'SMB' then 7200 when 'Mid-Market' then 21000 else 64000 end
            * exp(0.45 * bell('price', account_no)) / 100
        ) * 100 as bigint) as price
    from accounts

),

first_deals as (

    select
        decisions.off_no,
        leads.account_no,
        0 as slot,
        'New Business' as deal_type,
        leads.deal_at as created_at,
        leads.close_at,
        decisions.is_won,
        priced.price as amount
    from leads
    inner join decisions on leads.account_no = decisions.account_no
    inner join priced on leads.account_no = priced.account_no
    where leads.is_deal

),

second_deals as (

    select
        off_no,
        first_deals.account_no,
        1 as slot,
        'New Business' as deal_type,
        office('second', account_no, workday(cast(close_at as date) + 4
            + cast(whole('second wait', account_no, 80, 200) as integer)), region) as created_at,
        office('second end', account_no, workday(cast(close_at as date) + 4
            + cast(whole('second wait', account_no, 80, 200)
                + whole('second cycle', account_no, 30, 110) as integer)), region) as close_at,
        rnd('second won', account_no) < 0.22 as is_won,
        amount
    from first_deals
    inner join accounts using (account_no)
    where not is_won and rnd('second', account_no) < 0.14

),

customers as (

    select 0 as off_no, account_no, start_day as since, price as amount
    from accounts
    inner join priced using (account_no)
    where is_base
    union all
    select off_no, account_no, cast(close_at as date), amount
    from (from first_deals union all from second_deals)
    where is_won

),

years as (

    select
        customers.*,
        y,
        accounts.region,
        cast(since + to_years(y) as date) as due_day,
        -- leaves in that year; from then on there is nothing to renew
        rnd('churn', account_no * 8 + y) < 0.12 as churns,
        coalesce(bool_or(
            rnd('churn', account_no * 8 + y) < 0.12
            and cast(since + to_years(y) as date) > getvariable('from_date')
        ) over (
            partition by off_no, account_no order by y rows between unbounded preceding and 1 preceding
        ), false) as has_churned,
        cast(round(amount * (1 + 0.05 * y) / 50) * 50 as bigint) as renewal_amount
    from customers
    inner join accounts using (account_no)
    cross join range(1, 5) as t (y)

),

renewals as (

    select
        off_no,
        account_no,
        1 + y as slot,
        'Renewal' as deal_type,
        office('renewal', account_no * 8 + y, workday(due_day - 60), region) as created_at,
        office('renewal end', account_no * 8 + y,
            workday(due_day + cast(whole('renewal day', account_no * 8 + y, -12, 9) as integer)),
            region) as close_at,
        not churns as is_won,
        renewal_amount as amount
    from years
    where not has_churned and due_day - 63 > getvariable('from_date')

),

upsells as (

    select
        off_no,
        account_no,
        5 + y as slot,
        'Upsell' as deal_type,
        office('upsell', account_no * 8 + y, workday(due_day - 250), region) as created_at,
        office('upsell end', account_no * 8 + y,
            workday(due_day - 250 + cast(whole('upsell cycle', account_no * 8 + y, 14, 70)
                as integer)), region) as close_at,
        rnd('upsell won', account_no * 8 + y) < 0.46 as is_won,
        cast(round(amount * (0.2 + 0.3 * rnd('upsell size', account_no * 8 + y)) / 50) * 50
            as bigint) as amount
    from years
    where
        not has_churned and due_day - 253 > getvariable('from_date')
        and rnd('upsell', account_no * 8 + y) < 0.34

),

-- Money given back is a deal of its own with a negative amount, as finance books it.
refunds as (

    select
        off_no,
        account_no,
        10 as slot,
        'Existing Customer - Downgrade' as deal_type,
        office('refund', account_no, workday(cast(close_at as date) + 25), region) as created_at,
        office('refund end', account_no, workday(cast(close_at as date) + 33), region) as close_at,
        true as is_won,
        -cast(round(amount * 0.3 / 50) * 50 as bigint) as amount
    from first_deals
    inner join accounts using (account_no)
    where is_won and mishap('refund', account_no, 0.04)

),

everything as (

    from first_deals
    union all by name from second_deals
    union all by name from renewals
    union all by name from upsells
    union all by name from refunds

)

select * from everything;

create table plans as
select
    everything.account_no * 16 + slot as deal_no,
    everything.* exclude (off_no),
    crm_id('006', everything.account_no * 16 + slot) as deal_id,
    accounts.currency_code,
    accounts.region,
    accounts.owner_id,
    accounts.account_name,
    accounts.account_id,
    slot = 0 and is_won and mishap('reopened', everything.account_no, 0.05) as is_reopened,
    share('lost after', everything.account_no * 16 + slot, [24, 60, 86], [1, 2, 3, 4])
        as lost_after,
    rnd('skips', everything.account_no * 16 + slot) < 0.11 as skips,
    rnd('goes back', everything.account_no * 16 + slot) < 0.10 as goes_back,
    -- what it was first taken for, as part of what it came to: most come down, some grow
    case
        when slot < 2 then share('first price', everything.account_no * 16 + slot,
            [62, 78, 90], [1.15, 0.8, 1.0, 1.3])
        when slot < 10 then share('first price', everything.account_no * 16 + slot,
            [70, 84], [1.0, 1.08, 0.9])
        else 1.0
    end as first_price,
    case when not is_won then case slot // 2 when 0 then
        share('lost reason', everything.account_no * 16 + slot, [26, 46, 72, 86],
            ['Price', 'Competitor', 'No decision', 'Missing feature', 'No budget'])
        else pick('churn reason', everything.account_no * 16 + slot,
            ['Price', 'Low usage', 'Competitor', 'Company closed']) end
    end as loss_reason,
    -- some are harder to beat than others
    share('competitor', everything.account_no * 16 + slot,
        case when is_won then [18, 31, 75] else [33, 62, 79] end,
        ['Rosterly', 'ShiftFox', 'Spreadsheets', 'Tidetable']) as competitor
from possible_deals as everything
inner join accounts using (account_no)
where everything.off_no = 0;

create table stages as
select * from (
    values
    (1, 'Prospecting', 10, 'Pipeline'), (2, 'Qualification', 25, 'Pipeline'),
    (3, 'Proposal/Price Quote', 55, 'Best Case'), (4, 'Negotiation/Review', 80, 'Commit'),
    (5, 'Closed Won', 100, 'Closed'), (6, 'Closed Lost', 0, 'Omitted')
) as t (stage_no, stage_name, probability, forecast);

-- Whom we lose to we know; else a rival comes up in every third deal.
create macro meets_rival(deal_no, loss_reason) as
    rnd('rival', deal_no) < case when loss_reason = 'Competitor' then 0.9 else 0.33 end;

create macro next_step(stage_no) as
    ['Call back', 'Show it to the shift managers', 'Go through the offer', 'Wait for their lawyers']
    [stage_no];

-- Every change of a deal. `part` is how far between its beginning and its end it happened.
create table deal_steps as
with

moves as (

    select deal_no, 0.0 as part, case when slot < 2 then 1 else 2 end as stage_no, 1 as move
    from plans
    union all
    select deal_no, 0.16, 2, 2 from plans
    where slot < 2 and not skips and (is_won or lost_after >= 2)
    union all
    select deal_no, 0.45, 3, 3 from plans
    where slot < 10 and (is_won or lost_after >= 3)
    union all
    -- the offer has to be made again
    select deal_no, 0.55, 2, 4 from plans
    where slot < 2 and goes_back and (is_won or lost_after >= 3)
    union all
    select deal_no, 0.66, 3, 5 from plans
    where slot < 2 and goes_back and (is_won or lost_after >= 3)
    union all
    select deal_no, 0.75, 4, 6 from plans
    where slot < 10 and (is_won or lost_after >= 4)
    union all
    -- only the close date and the discount move
    select deal_no, 0.88, 4, 7 from plans
    where slot < 10 and (is_won or lost_after >= 4) and rnd('pushed', deal_no) < 0.4
    union all
    select deal_no, 0.93, 5, 8 from plans where is_reopened
    union all
    select deal_no, 0.96, 4, 9 from plans where is_reopened
    union all
    select deal_no, 1.0, case when is_won then 5 else 6 end, 10 from plans

),

timed as (

    select
        moves.*,
        plans.created_at
        + to_seconds(cast(date_diff('second', created_at, close_at) * part as bigint)) as changed_at,
        case
            when part >= 0.75 or first_price = 1 then amount
            when part >= 0.45
                then cast(round(amount * (1 + (first_price - 1) * 0.4) / 50) * 50 as bigint)
            else cast(round(amount * first_price / 50) * 50 as bigint)
        end as amount,
        -- what the rep believed; it slips until it is true
        case
            when stage_no >= 5 then null
            when part < 0.4
                then workday(cast(created_at as date)
                    + cast(date_diff('day', created_at, close_at) * 0.75 as integer) + 2)
            when part < 0.85
                then workday(cast(created_at as date)
                    + cast(date_diff('day', created_at, close_at) * 0.9 as integer) + 2)
            -- by then nearly right: it may still come sooner, or later
            else greatest(cast(created_at as date), workday(cast(close_at as date) + cast(share(
                'nearly', deal_no, [40, 55, 80], [0, -2, 3, 9]) as integer)))
        end as expected_day
    from moves
    inner join plans using (deal_no)

)

select
    deal_no,
    move,
    deal_no * 16 + move as step_no,
    stage_no,
    amount,
    changed_at,
    coalesce(expected_day, cast(changed_at as date)) as close_date
from timed;

-- Who owns a deal, and since when. Some are handed over while they are open.
create table deal_owners as
with

owners as (

    select
        plans.*,
        created_at + to_seconds(cast(
            date_diff('second', created_at, close_at) * (0.2 + 0.5 * rnd('handed over', deal_no))
            as bigint
        )) as handed_at,
        list_filter(sellers.user_ids, lambda u: u != plans.owner_id) as others
    from plans
    inner join sellers
        on plans.region = sellers.region and cast(plans.created_at as date) >= sellers.valid_from
        and cast(plans.created_at as date) < sellers.valid_to

),

decided as (

    select
        *,
        slot < 10 and len(others) > 0 and rnd('is handed over', deal_no) < 0.06 as is_handed_over
    from owners

)

select
    deal_no, 0 as turn, owner_id, cast(null as varchar) as previous_owner_id, created_at as since,
    case when is_handed_over then handed_at else timestamp '9999-12-31 00:00:00' end as until
from decided
union all
select
    deal_no, 1, others[cast(deal_no // 16 % len(others) as bigint) + 1], owner_id, handed_at,
    timestamp '9999-12-31 00:00:00'
from decided
where is_handed_over;

-- What the rep expects of a deal. It has to do with how it ends, and is often wrong.
create table forecast_calls as
with

called as (

    select deal_no, 0 as turn, 0.0 as part, 'Pipeline' as forecast from plans
    union all
    select deal_no, 1, 0.46,
        case when 0.7 * rnd('first call', deal_no) + 0.3 * cast(is_won as integer) > 0.3
            then 'Best Case' else 'Pipeline' end
    from plans where slot < 10 and (is_won or lost_after >= 3)
    union all
    select deal_no, 2, 0.63, list_filter(
        [(0.78, 'Commit'), (0.5, 'Most Likely'), (0.2, 'Best Case'), (-1.0, 'Pipeline')],
        lambda c: 0.7 * rnd('second call', deal_no) + 0.3 * cast(is_won as integer) > c[1]
    )[1][2]
    from plans where slot < 10 and (is_won or lost_after >= 3)
    union all
    select deal_no, 3, 0.85, list_filter(
        [(0.62, 'Commit'), (0.4, 'Most Likely'), (0.06, 'Best Case'), (-1.0, 'Omitted')],
        lambda c: 0.65 * rnd('third call', deal_no) + 0.35 * cast(is_won as integer) > c[1]
    )[1][2]
    from plans where slot < 10 and (is_won or lost_after >= 4)

),

timed as (

    select
        deal_no, turn, forecast,
        plans.created_at + to_seconds(
            cast(date_diff('second', created_at, close_at) * part as bigint)
        ) as changed_at
    from called
    inner join plans using (deal_no)
    union all
    -- the CRM follows the stage when a deal is decided, or opened again
    select
        deal_no, 20 + move, case stage_no when 5 then 'Closed' when 6 then 'Omitted' else 'Commit'
        end, changed_at
    from deal_steps
    where move >= 8

)

select * exclude (before)
from (
    select *, lag(forecast) over (partition by deal_no order by changed_at, turn) as before
    from timed
)
where before is null or before != forecast;

-- Touches around renewals, upsells and second attempts.
create table later_touches as
select
    plans.deal_no * 16 + k as touch_no,
    plans.account_no,
    plans.slot,
    k,
    false as is_last,
    1 as person_no,
    channels.channel_no,
    created_at + to_seconds(cast(
        date_diff('second', created_at, close_at) * (k + 0.1 + 0.8 * rnd('later', deal_no * 16 + k))
        / whole('later contacts', deal_no, 2, 6) as bigint
    )) as touched_at
from plans
cross join lateral range(whole('later contacts', plans.deal_no, 2, 6)) as t (k)
inner join channels
    on channels.channel = pick('later channel', plans.deal_no * 16 + k,
        ['Email', 'Outbound Call', 'Sales Meeting', 'Direct', 'Email'])
where plans.slot between 1 and 9;

-- Every contact that there will be, and those that really happened up to the last day.
create view all_touches as
with

together as (

    select 'o' || touch_no as touch_id, * from openings
    union all
    select 'f' || touch_no, * from followings
    union all
    select 'l' || touch_no, * from later_touches

),

described as (

    select
        together.* exclude (person_no),
        channels.channel,
        channels.is_web,
        -- whom we do not know by name we can neither call nor mail
        case
            when (not is_web or channel = 'Email')
                and (leads.account_no is null or not leads.is_deal
                    or together.touched_at < leads.deal_at)
                then 1
            else person_no
        end as person_no
    from together
    inner join channels using (channel_no)
    left join leads using (account_no)

)

select
    *,
    account_no * 8 + person_no as person_id,
    cast(touched_at as date) as day
from described;

create table touches as
from all_touches
where day <= getvariable('to_date');

-- People that the tools know by name, since when, and since when as a contact of the CRM.
create table known_people as
with

reasons as (

    select people.person_id, cast(getvariable('from_date') as timestamp) - interval 20 day
        + to_hours(whole('old contact', people.person_id, 0, 400)) as known_at,
        'customer' as reason
    from people
    inner join accounts using (account_no)
    where accounts.is_base
    union all
    select leads.account_no * 8 + 1, leads.lead_at, 'lead'
    from leads
    union all
    select people.person_id, leads.deal_at + to_hours(20 * people.person_no), 'buying group'
    from people
    inner join leads using (account_no)
    where leads.is_deal and people.person_no > 1
    union all
    -- signs up for the newsletter on the last visit, and never becomes a lead
    select touches.person_id, touches.touched_at + interval 4 minute, 'newsletter'
    from touches
    anti join leads using (account_no)
    where touches.is_last and touches.is_web and rnd('newsletter', touches.account_no) < 0.08

)

select
    reasons.*,
    people.account_no,
    people.person_no,
    case reason
        when 'customer' then known_at
        when 'lead' then case when leads.is_deal then leads.deal_at end
        when 'buying group' then known_at
    end as contact_at,
    -- merged: the tool knew them twice for a while
    mishap('merged contact', person_id, 0.03) as is_merged,
    reason = 'customer' and person_no = 2 and mishap('job change', person_id, 0.3)
        as changes_job,
    reason = 'customer' and person_no = 1 and mishap('two companies', person_id, 0.1)
        as has_two_companies,
    person_no > 1 and mishap('no e-mail', person_id, 0.05) as has_no_email,
    case when uses_free_mail then free_email else work_email end as email
from reasons
inner join people using (person_id)
left join leads on people.account_no = leads.account_no
where cast(known_at as date) <= getvariable('to_date');
