-- How sales works its deals: what a deal was on each night, offers, credit, objections. Every deal is
-- a record of the CRM; some records are deals entered by mistake, or twice, and deleted later.
create table records as
with

entered as (

    select deal_no, 'deal' as kind, deal_no as record_no, created_at, cast(null as timestamp)
        as deleted_at
    from plans
    union all
    -- to try something out, and gone the day after
    select deal_no, 'test', 900000000 + deal_no, created_at,
        cast(cast(created_at as date) as timestamp) + interval 36 hour
    from plans
    where mishap('test deal', deal_no, 0.02)
    union all
    -- by a colleague who did not look, and gone when somebody did
    select deal_no, 'duplicate', 800000000 + deal_no, created_at + interval 50 hour,
        created_at + interval 50 hour + to_seconds(cast(
            date_diff('second', created_at, close_at) * (0.2 + 0.5 * rnd('found twice', deal_no))
            as bigint))
    from plans
    where slot < 10 and mishap('duplicate deal', deal_no, 0.015)

)

select
    entered.*,
    crm_id('006', record_no) as record_id,
    case when kind = 'test' then 'Test' else account_name || ' - '
        || case when slot = 10 then 'Credit note' else deal_type end end as record_name,
    -- history ids of the records that are no deals
    case kind when 'deal' then 0 when 'test' then 4000000000 else 5000000000 end as offset_no,
    plans.* exclude (deal_no, created_at)
from entered
inner join plans using (deal_no)
where cast(entered.created_at as date) <= getvariable('to_date');

-- Stage, amount and close date.
create table record_steps as
select
    records.*, step_no, move, stage_no, steps.amount as amount_then, steps.close_date,
    steps.changed_at + (records.created_at - plans.created_at) as changed_at
from records
inner join plans using (deal_no)
inner join deal_steps as steps using (deal_no)
where
    steps.changed_at + (records.created_at - plans.created_at)
    < coalesce(records.deleted_at, timestamp '9999-12-31 00:00:00')
    and (kind != 'test' or move = 1)
    and cast(steps.changed_at + (records.created_at - plans.created_at) as date)
    <= getvariable('to_date');

-- Owner, forecast category and next step, with the value before; `change_no` tells them apart.
create table record_changes as
with

said as (

    select deal_no, 'owner' as field, owner_id as value, since as changed_at, turn as k
    from deal_owners
    union all
    select deal_no, 'forecast', forecast, changed_at, 4 + turn from forecast_calls
    union all
    select deal_no, 'next step', next_step(stage_no), changed_at, 36 + move
    from deal_steps

),

moved as (

    select
        records.record_no, records.record_id, records.kind, records.account_no, records.deal_no,
        field, value, k,
        said.changed_at + (records.created_at - plans.created_at) as changed_at,
        records.offset_no + deal_no * 64 + k as change_no,
        records.deleted_at
    from records
    inner join plans using (deal_no)
    inner join said using (deal_no)

),

compared as (

    select
        *,
        lag(value) over entries as old_value,
        row_number() over entries = 1 as is_first
    from moved
    where
        changed_at < coalesce(deleted_at, timestamp '9999-12-31 00:00:00')
        and cast(changed_at as date) <= getvariable('to_date')
    window entries as (partition by record_no, field order by changed_at, k)

)

select * from compared
where is_first or value is distinct from old_value;

-- A record as it stood at the end of every night on which something of it changed.
create table record_versions as
with

events as (

    select record_no, changed_at, move as k, stage_no, amount_then, close_date,
        cast(null as varchar) as owner_id, cast(null as varchar) as forecast
    from record_steps
    union all
    select record_no, changed_at, 20 + k, null, null, null,
        case when field = 'owner' then value end, case when field = 'forecast' then value end
    from record_changes
    where field in ('owner', 'forecast')

),

known as (

    select
        record_no, changed_at, k,
        last_value(stage_no ignore nulls) over so_far as stage_no,
        last_value(amount_then ignore nulls) over so_far as amount,
        last_value(close_date ignore nulls) over so_far as close_date,
        last_value(owner_id ignore nulls) over so_far as owner_id,
        last_value(forecast ignore nulls) over so_far as forecast
    from events
    window so_far as (
        partition by record_no order by changed_at, k
        rows between unbounded preceding and current row
    )

),

nightly as (

    select *, cast(changed_at as date) as night, false as is_gone
    from known
    qualify row_number() over (
        partition by record_no, cast(changed_at as date) order by changed_at desc, k desc
    ) = 1

),

-- deleted as it stood; what happened to it earlier that day no loader saw
deleted as (

    select
        nightly.* exclude (changed_at, night, is_gone), records.deleted_at as changed_at,
        cast(records.deleted_at as date) as night, true as is_gone
    from nightly
    inner join records using (record_no)
    where cast(records.deleted_at as date) <= getvariable('to_date')
    qualify row_number() over (
        partition by record_no order by nightly.changed_at desc, nightly.k desc
    ) = 1

),

seen as (

    select nightly.*
    from nightly
    anti join deleted on nightly.record_no = deleted.record_no and nightly.night = deleted.night
    union all by name
    select * from deleted

)

select
    records.* exclude (amount, owner_id),
    seen.* exclude (record_no, k),
    lead(night) over (partition by record_no order by night) as next_night
from seen
inner join records using (record_no);

create table deal_versions as
select * from record_versions where kind = 'deal';

-- Deals as they stood on the last day.
create table deals as
select plans.*, deal_versions.stage_no, deal_versions.close_date,
    deal_versions.amount as current_amount,
    mishap('no contact', plans.deal_no, 0.03) as has_no_contact
from plans
inner join deal_versions on plans.deal_no = deal_versions.deal_no and next_night is null;

-- Offers: one when a deal comes to that, another when it has to be made again or the price changes.
create table quotes as
with

moves as (

    select *, lag(amount) over (partition by deal_no order by changed_at, move) as amount_before
    from deal_steps
    where move in (3, 5, 6)

),

made as (

    select
        plans.*,
        moves.amount as quoted_amount,
        moves.changed_at as made_at,
        row_number() over (partition by deal_no order by moves.changed_at, move) as version,
        lead(moves.changed_at) over (partition by deal_no order by moves.changed_at, move)
            as next_at,
        accounts.segment != 'SMB' and slot < 2 as has_legal_review
    from moves
    inner join plans using (deal_no)
    inner join accounts using (account_no)
    where
        rnd('is quoted', deal_no) < 0.88
        and (move != 6 or amount_before is null or amount_before != moves.amount)

),

timed as (

    select
        *,
        deal_no * 4 + version as quote_no,
        crm_id('0Q0', deal_no * 4 + version) as quote_id,
        -- nobody drafts an offer for months
        least(4320000, date_diff('second', made_at, coalesce(next_at, close_at))) as seconds,
        0.08 + 0.24 * rnd('legal', deal_no * 4 + version) as legal_part,
        0.02 + 0.08 * rnd('sent', deal_no * 4 + version) as sending_part,
        share('discount', deal_no * 4 + version, [30, 60, 82, 94],
            [0.0, 0.05, 0.1, 0.15, 0.2]) as discount
    from made

)

select
    timed.* exclude (seconds, legal_part, sending_part, discount),
    cast(round(quoted_amount / (1 - discount - 0.02 * (version - 1)) / 10) * 10 as bigint)
        as list_amount,
    case when has_legal_review
        then made_at + to_seconds(cast(seconds * 0.05 as bigint)) end as legal_from,
    case when has_legal_review
        then made_at + to_seconds(cast(seconds * (0.05 + legal_part) as bigint)) end as legal_to,
    made_at + to_seconds(cast(seconds * (
        case when has_legal_review then 0.05 + legal_part else 0 end + sending_part
    ) as bigint)) as sent_at,
    case
        when next_at is not null then next_at - interval 1 minute
        else close_at - interval 10 minute
    end as ended_at,
    case when next_at is null and is_won then 'accepted' else 'declined' end as ending,
    cast(made_at as date) + 45 as valid_until,
    cast(cast(made_at as date) + 46 as timestamp) + interval 6 hour as expired_at
from timed;

-- A quote as it stood at the end of every night on which something happened to it.
create table quote_versions as
with

events as (

    select quote_no, made_at as changed_at, 1 as k, 'draft' as status from quotes
    union all
    select quote_no, legal_from, 2, 'in review' from quotes where has_legal_review
    union all
    select quote_no, legal_to, 3, 'approved' from quotes where has_legal_review
    union all
    select quote_no, sent_at, 4, 'sent' from quotes
    union all
    select quote_no, expired_at, 5, 'expired' from quotes where expired_at < ended_at
    union all
    -- what has expired can still be accepted
    select quote_no, ended_at, 6, ending from quotes
    where expired_at >= ended_at or ending = 'accepted'

),

nightly as (

    select *, cast(changed_at as date) as night
    from events
    where cast(changed_at as date) <= getvariable('to_date')
    qualify row_number() over (
        partition by quote_no, cast(changed_at as date) order by k desc
    ) = 1

)

select
    quotes.* exclude (legal_from, legal_to, sent_at),
    nightly.* exclude (quote_no),
    case when k >= 2 then legal_from end as legal_from,
    case when k >= 3 then legal_to end as legal_to,
    case when k >= 4 then sent_at end as sent_at,
    case when k = 6 then ended_at end as decided_at,
    lead(night) over (partition by quote_no order by night) as next_night
from nightly
inner join quotes using (quote_no);

-- What is on a deal is what was last offered: parts of the amount, and of the list price.
create table quote_lines as
with

parts as (

    select
        quotes.*, product_no, product_name,
        case product_no
            when 2 then cast(floor(quoted_amount * 0.24) as bigint)
            when 3 then cast(floor(quoted_amount * 0.11) as bigint)
        end as part,
        case product_no
            when 2 then cast(floor(list_amount * 0.24) as bigint)
            when 3 then cast(floor(list_amount * 0.11) as bigint)
        end as list_part
    from quotes
    cross join products
    where
        product_no = 1
        or product_no = 2 and rnd('insight', deal_no) < 0.4
        or product_no = 3 and slot < 2 and rnd('onboarding', deal_no) < 0.35

)

select
    parts.*,
    10 as quantity,
    coalesce(part, quoted_amount - coalesce(sum(part) over (partition by quote_no), 0)) as total,
    coalesce(list_part, list_amount - coalesce(sum(list_part) over (partition by quote_no), 0))
        as list_total
from parts;

create table deal_lines as
with

offered as (

    select *, cast(made_at as date) as night
    from quote_lines
    where cast(made_at as date) <= getvariable('to_date')
    qualify rank() over (
        partition by deal_no, cast(made_at as date) order by made_at desc, version desc
    ) = 1

)

select
    *,
    cast(total / 10.0 as decimal(18, 1)) as unit_price,
    lead(night) over (partition by deal_no, product_no order by night) as next_night
from offered;

-- Two reps share the credit for some deals, and for a few who found the customer has some beside.
create table splits as
with

shared as (

    select
        plans.*,
        created_at + to_seconds(cast(date_diff('second', created_at, close_at) * 0.3 as bigint))
            as agreed_at,
        list_filter(sellers.user_ids, lambda u: u != plans.owner_id) as others,
        pick('split', deal_no, [60, 70]) as owner_percent,
        accounts.sdr_id
    from plans
    inner join accounts using (account_no)
    inner join sellers
        on plans.region = sellers.region and cast(plans.created_at as date) >= sellers.valid_from
        and cast(plans.created_at as date) < sellers.valid_to
    anti join (from deal_owners where turn = 1) as handed using (deal_no)
    where slot < 10

)

select deal_no, deal_id, account_no, 1 as k, 'Revenue' as split_type, owner_id as rep_id,
    owner_percent as percent, agreed_at
from shared
where len(others) > 0 and rnd('is split', deal_no) < 0.105
union all
select deal_no, deal_id, account_no, 2, 'Revenue',
    others[cast(deal_no // 16 % len(others) as bigint) + 1], 100 - owner_percent, agreed_at
from shared
where len(others) > 0 and rnd('is split', deal_no) < 0.105
union all
select deal_no, deal_id, account_no, 3, 'Overlay', sdr_id, 100, agreed_at
from shared
where slot = 0 and rnd('overlay', deal_no) < 0.04;

-- What buyers held against it, as reps wrote it down. What a deal is lost by was often said before.
create table objections as
with

raised as (

    select plans.*, 1 as k, 0.5 + 0.2 * rnd('objects', deal_no) as part
    from plans
    where slot < 10 and (is_won or lost_after >= 3) and rnd('is objected', deal_no) < 0.42
    union all
    select plans.*, 2, 0.8 + 0.1 * rnd('objects again', deal_no)
    from plans
    where slot < 10 and (is_won or lost_after >= 4) and rnd('is objected again', deal_no) < 0.15

)

select
    *,
    created_at + to_seconds(cast(date_diff('second', created_at, close_at) * part as bigint))
        as raised_at,
    case
        when loss_reason in ('Price', 'No budget') and rnd('said it', deal_no * 2 + k) < 0.6
            then pick('objection', deal_no * 2 + k, ['Too expensive for what it does',
                'No budget left this year', 'Wants a bigger discount'])
        when loss_reason = 'Competitor' and rnd('said it', deal_no * 2 + k) < 0.6
            then competitor || ' is good enough for us'
        when loss_reason = 'Missing feature' and rnd('said it', deal_no * 2 + k) < 0.6
            then pick('objection', deal_no * 2 + k, ['Feature for rest periods is missing',
                'Does not integrate with our payroll'])
        else pick('objection', deal_no * 2 + k, [
            'Too expensive for what it does', 'Price per user is too high',
            'Cheaper offer on the table', competitor || ' is good enough for us',
            'Does not integrate with our payroll', 'Too complex for shift managers',
            'Not now, busy season', 'Maybe next year', 'Works council has to agree',
            'My boss has to sign off', 'Wants references from the industry',
            'Data protection officer has doubts', 'Nobody here likes change'
        ])
    end as words
from raised;
