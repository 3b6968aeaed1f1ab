-- Chance is a digest of names, so that it depends on nothing but them: not on threads, not on the
-- version of DuckDB (whose hash() may change), not on what else is drawn.
create macro bits(stream, id) as
    md5_number_lower(concat(getvariable('seed'), ':', stream, ':', id));

-- A number from 0 to below 1.
create macro rnd(stream, id) as
    cast(bits(stream, id) >> 11 as double) * 1.1102230246251565e-16;

-- A whole number from low to high, both included.
create macro whole(stream, id, low, high) as
    cast(low + floor(rnd(stream, id) * (high - low + 1)) as integer);

-- One of the values of a list.
create macro pick(stream, id, options) as
    options[cast(floor(rnd(stream, id) * len(options)) as bigint) + 1];

-- The first value whose share of 100 holds the draw; shares are listed as running totals.
create macro share(stream, id, totals, options) as
    options[len(list_filter(totals, lambda t: t <= rnd(stream, id) * 100)) + 1];

-- Whether something goes wrong here, with that probability.
create macro mishap(stream, id, probability) as
    getvariable('dirt') and rnd('mishap ' || stream, id) < probability;

-- About normal, from -3 to 3.
create macro bell(stream, id) as
    2 * (
        rnd(stream || '+', id) + rnd(stream || '-', id) + rnd(stream || '*', id) - 1.5
    );

-- A name as the trackers of browsers make them up.
create macro uuid_of(id) as
    cast(cast(md5(concat(getvariable('seed'), ':', id)) as uuid) as varchar);

create macro night_of(moment) as
    greatest(cast(moment as date), getvariable('from_date'));

-- A moment of the day when offices of the region are open, in UTC.
create macro office(stream, id, day, region) as
    cast(day as timestamp)
    + to_seconds(
        case when region = 'North America' then 50400 else 27000 end
        + whole(stream, id, 0, 28799)
    );

create macro workday(day) as
    cast(day - cast(greatest(0, isodow(day) - 5) as integer) as date);

create macro crm_id(prefix, number) as
    prefix || '5g' || lpad(cast(number as varchar), 10, '0') || 'AAA';

-- With several CRMs a company's leads, deals and work are in one of them; every fifth company is
-- known to all.
create macro home_crm(account_no) as
    getvariable('crms')[account_no % len(getvariable('crms')) + 1];

create macro is_in_crm(crm, account_no) as
    list_contains(getvariable('crms'), crm)
    and (home_crm(account_no) = crm or rnd('overlap', account_no) < 0.2);

create macro hubspot_number(id) as
    cast(substr(id, 6, 10) as bigint)
    + case when left(id, 3) in ('003', '00Q') then 10000 when left(id, 3) = '00U' then 7000000000
        else 0 end;

-- Reps enter some people without an address, and HubSpot cannot tell that it knows them.
create macro hubspot_contact(person_id, has_no_email) as
    10000 + person_id + case when has_no_email then 6000000000 else 0 end;

create macro zoho_id(id) as
    '5500' || lpad(cast(list_position(
        ['005', '001', '003', '00Q', '006', '008', '00T', '00U', '701', '01t', '00v', '00k', '0Q0',
            '017'],
        left(id, 3)
    ) as varchar), 2, '0') || lpad(substr(id, 6, 10), 13, '0');

-- The record that has this Salesforce id where Salesforce is the CRM.
create macro ref_of(id, account_no) as case home_crm(account_no)
    when 'hubspot' then 'hubspot:' || hubspot_number(id)
    when 'zoho_crm' then 'zoho_crm:' || zoho_id(id)
    else 'salesforce:' || id end;

create table names as
select * from read_csv(
    getvariable('names_file'), header = true,
    columns = {'kind': 'varchar', 'position': 'bigint', 'name': 'varchar', 'slug': 'varchar'}
);

create table rates as
select
    currency_code,
    valid_from,
    lead(valid_from, 1, date '9999-12-31') over (
        partition by currency_code order by valid_from
    ) as valid_to,
    cast(cast(usd_per_unit as double) as decimal(18, 8)) as rate
from read_csv(
    getvariable('rates_file'), header = true,
    columns = {
        'currency_code': 'varchar', 'valid_from': 'date', 'usd_per_unit': 'decimal(18, 4)'
    }
);
