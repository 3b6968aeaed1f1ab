-- Companies: customers from before the first day, and one for each buying interest that awakes.
-- An account's number never depends on the last day, so that a longer world begins with a shorter.
create table accounts as
with

base as (

    select
        n + 1 as account_no,
        true as is_base,
        cast(getvariable('from_date') - cast(whole('base age', n, 30, 700) as integer) as date)
            as start_day
    from range(cast(ceil(60 * getvariable('scale')) as bigint)) as t (n)

),

interests as (

    select
        days.day,
        k,
        row_number() over (order by days.day, k) as interest_no
    from days
    cross join lateral
        range(
            cast(
                floor(7.6 * getvariable('scale') * days.season + rnd('interests', days.n))
                as bigint
            )
        ) as t (k)

),

everybody as (

    select * from base
    union all
    select
        cast(ceil(60 * getvariable('scale')) as bigint) + interest_no as account_no,
        false as is_base,
        day as start_day
    from interests

),

described as (

    select
        *,
        share('region', account_no, [43, 62], ['EMEA', 'UK & Ireland', 'North America']) as region,
        share('segment', account_no, [56, 88], ['SMB', 'Mid-Market', 'Enterprise']) as segment,
        pick(
            'industry', account_no,
            ['Retail', 'Healthcare', 'Logistics', 'Hospitality', 'Manufacturing', 'Technology']
        ) as industry,
        stem_count,
        account_no % stem_count as stem_no,
        account_no // stem_count % 24 as word_no
    from everybody
    cross join (select count(*) as stem_count from names where kind = 'company') as counted

)

select
    described.account_no,
    described.is_base,
    described.start_day,
    described.region,
    regions.currency_code,
    described.segment,
    described.industry,
    case described.segment
        when 'SMB' then whole('size', described.account_no, 12, 180)
        when 'Mid-Market' then whole('size', described.account_no, 181, 1900)
        else whole('size', described.account_no, 1901, 22000)
    end as employees,
    case described.region
        when 'EMEA' then pick('country', described.account_no,
            ['Germany', 'France', 'Netherlands', 'Sweden', 'Spain', 'Poland', 'Italy'])
        when 'UK & Ireland' then pick('country', described.account_no,
            ['United Kingdom', 'United Kingdom', 'United Kingdom', 'Ireland'])
        else pick('country', described.account_no, ['United States', 'United States', 'Canada'])
    end as country,
    -- how well they fit what we sell, 0 to 2
    cast(described.segment != 'SMB' as integer)
    + cast(described.industry != 'Technology' as integer) as fit,
    stems.name || ' ' || words.word
    || case when described.account_no > stem_count * 24
        then ' ' || cast(described.account_no // (stem_count * 24) + 1 as varchar) else '' end
        as account_name,
    stems.slug || lower(words.word)
    || case when described.account_no > stem_count * 24
        then cast(described.account_no // (stem_count * 24) + 1 as varchar) else '' end
    || '.example' as domain,
    case described.segment
        when 'SMB' then share('group', described.account_no, [52, 88, 98], [1, 2, 3, 4])
        when 'Mid-Market' then share('group', described.account_no, [25, 62, 90], [1, 2, 3, 4])
        else share('group', described.account_no, [5, 30, 68], [1, 2, 3, 4])
    end as group_size,
    sellers.user_ids[cast(described.account_no % len(sellers.user_ids) as bigint) + 1] as owner_id,
    sdr.user_id as sdr_id,
    crm_id('001', described.account_no) as account_id
from described
inner join regions on described.region = regions.region
inner join names as stems
    on stems.kind = 'company' and described.stem_no = stems.position
inner join (
    select
        unnest([
            'Robotics', 'Foods', 'Logistics', 'Clinics', 'Retail', 'Hotels', 'Freight', 'Care',
            'Markets', 'Kitchens', 'Systems', 'Textiles', 'Motors', 'Energy', 'Labs', 'Parcel',
            'Airlines', 'Bakeries', 'Pharma', 'Outdoor', 'Rail', 'Media', 'Materials', 'Stores'
        ]) as word,
        unnest(range(24)) as word_no
) as words on described.word_no = words.word_no
inner join sellers
    on described.region = sellers.region and described.start_day >= sellers.valid_from
    and described.start_day < sellers.valid_to
inner join reps as sdr
    on sdr.title = 'Sales Development Representative' and described.region = sdr.region
    and described.account_no % sdr.seats = sdr.seat;

create table people as
with

counted as (

    select
        count(*) filter (where kind = 'first') as firsts,
        count(*) filter (where kind = 'last') as lasts
    from names

),

numbered as (

    select
        account_no * 8 + person_no as person_id,
        account_no,
        domain,
        person_no,
        -- 37 names apart, so that nobody shares a first name with a colleague
        (whole('first', account_no, 0, 99999) + person_no * 37) % firsts as first_no,
        whole('last', account_no * 8 + person_no, 0, lasts - 1) as last_no
    from accounts
    cross join counted
    cross join range(1, 5) as t (person_no)
    where person_no <= group_size

)

select
    person_id,
    account_no,
    person_no,
    first.name as first_name,
    last.name as last_name,
    ['Head of Operations', 'Finance Director', 'IT Manager', 'Shift Manager'][person_no]
        as job_title,
    ['Decision Maker', 'Economic Buyer', 'Evaluator', 'Other'][person_no] as buying_role,
    first.slug || '.' || last.slug || '@' || domain as work_email,
    first.slug || '.' || last.slug || cast(account_no as varchar) || pick(
        'free mail', person_id, ['@gmail.com', '@outlook.com', '@web.de', '@yahoo.com']
    ) as free_email,
    mishap('free mail', person_id, 0.06) as uses_free_mail,
    -- the ids of the other tools for the person
    crm_id('003', person_id) as contact_id,
    crm_id('00Q', person_id) as lead_id,
    cast(10000 + person_id as varchar) as hubspot_id
from numbered
inner join names as first on first.kind = 'first' and numbered.first_no = first.position
inner join names as last on last.kind = 'last' and numbered.last_no = last.position;
