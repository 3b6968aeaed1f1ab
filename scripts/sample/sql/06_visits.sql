-- The form by which a company that comes to us over the website leaves a name.
create macro form_of(account_no) as
    share('form', account_no, [46, 80], ['Demo request', 'Guide: plan a fair week',
        'Webinar registration']);

-- Which list of things to read a visit is for, if any; by channel, and by the form that was sent.
create macro reads(visit_id, channel, form_name) as
    case when rnd('reads', visit_id) * 100 < case
        when form_name = 'Guide: plan a fair week' then 42
        when form_name = 'Webinar registration' then 50
        when form_name = 'Newsletter' then 70
        when form_name is not null then 6
        else case channel
            when 'Organic Search' then 46 when 'Organic Social' then 60 when 'AI Assistants' then 42
            when 'Referral' then 28 when 'Email' then 55 when 'Paid Social' then 34
            when 'Display' then 15 when 'Direct' then 14 else 8 end
    end then case form_name
        when 'Guide: plan a fair week' then 'whitepaper'
        when 'Webinar registration' then 'webinar'
        else 'any' end
    end;

-- The website: visits that are touches, and those of people who just pass by.
create table visits as
with

sent_forms as (

    select lead_touch_no as touch_no, account_no, pages, form_of(account_no) as form_name
    from leads
    where is_web_lead
    union all
    select touches.touch_no, touches.account_no, 3, 'Newsletter'
    from touches
    inner join known_people
        on touches.person_id = known_people.person_id and known_people.reason = 'newsletter'
    where touches.is_last

),

of_touches as (

    select
        touches.touch_id as visit_id,
        'touch' as kind,
        touches.person_id,
        touches.account_no,
        touches.channel,
        case when touches.channel = 'Email' then touched_at + interval 3 second
            else touched_at end as started_at,
        coalesce(sent_forms.pages, whole('pages', touches.touch_id, 1, 5)) as pages,
        sent_forms.form_name,
        -- the second device is somebody's phone
        case when sent_forms.form_name is null and rnd('device', touches.touch_id) < 0.13
            then 2 else 1 end as device_no
    from touches
    -- not two conditions: DuckDB compares every row with every row then
    left join sent_forms
        on case when touches.touch_id[1] = 'o' then touches.touch_no end = sent_forms.touch_no
    where touches.is_web

),

passers as (

    select
        days.day + cast(again * whole('again', days.n * 1000000 + k, 1, 20) as integer) as day,
        days.n * 1000000 + k as passer_no,
        again
    from days
    cross join lateral range(cast(floor(
        33 * getvariable('scale') * days.season + rnd('passers', days.n)
    ) as bigint)) as t (k)
    cross join range(3) as u (again)
    where again = 0 or rnd('returns', days.n * 1000000 + k) < [0.24, 0.07][again]

),

of_passers as (

    select
        'p' || passer_no || '.' || again as visit_id,
        'passer' as kind,
        passer_no,
        channels.channel,
        share('region', 'p' || passer_no, [40, 58], ['EMEA', 'UK & Ireland', 'North America'])
            as region,
        cast(day as timestamp) + to_seconds(whole('time', 'p' || passer_no || '.' || again,
            21600, 79000)) as started_at,
        whole('pages', 'p' || passer_no || '.' || again, 1, 3) as pages
    from passers
    inner join channels
        on channels.is_web
        and case when rnd('channel', 'p' || passer_no || '.' || again) < 0.2 then 40
            else rnd('way', 'p' || passer_no || '.' || again) * 100 end >= open_from
        and case when rnd('channel', 'p' || passer_no || '.' || again) < 0.2 then 40
            else rnd('way', 'p' || passer_no || '.' || again) * 100 end < open_to
    where day <= getvariable('to_date')

),

-- Colleagues, and machines that read one page and leave.
of_nobody as (

    select
        unnest(['i', 'b']) || days.n || '.' || k as visit_id,
        unnest(['internal', 'bot']) as kind,
        days.n * 1000000 + k as passer_no,
        cast(days.day as timestamp) + to_seconds(whole('odd time', days.n * 1000 + k, 25000, 70000))
            as started_at,
        days.day
    from days
    cross join range(
        cast(greatest(1, floor(getvariable('scale'))) as bigint)
    ) as t (k)
    where getvariable('dirt') and rnd('odd', days.n * 1000 + k) < 0.5

),

together as (

    select of_touches.* exclude (account_no, device_no), accounts.region, accounts.country,
        'v' || person_id || '.' || device_no || '.'
        -- browsers forget
        || case when rnd('forgets', person_id) < 0.1
            then cast(date_diff('day', accounts.start_day, cast(started_at as date)) // 90 as varchar)
            else '0' end as visitor,
        device_no
    from of_touches
    inner join accounts using (account_no)
    union all by name
    select of_passers.* exclude (passer_no),
        'v' || kind || passer_no as visitor,
        case region when 'EMEA' then pick('country', visit_id, ['Germany', 'France', 'India', 'Spain'])
            when 'UK & Ireland' then 'United Kingdom' else 'United States' end as country
    from of_passers
    union all by name
    select visit_id, kind, 'Direct' as channel,
        case when passer_no % 11 < 4 then 'North America' else 'EMEA' end as region,
        case when passer_no % 11 < 4 then 'United States' else 'Netherlands' end as country,
        started_at, case kind when 'bot' then 1 else 4 end as pages,
        case kind when 'bot' then 'v' || visit_id else 'vi' || (passer_no % 11) end as visitor
    from of_nobody

),

numbered as (

    select
        together.*,
        cast(bits('visitor', visitor) % 2000000000 as bigint) as browser_no,
        rnd('consent', visitor) < 0.07 and kind in ('touch', 'passer') and form_name is null
            as declines,
        coalesce(ads.campaign_no, 0) as campaign_no,
        ads.platform,
        ads.campaign_name,
        case
            when ads.campaign_no is null then null
            when mishap('tags', visit_id, 0.05) then 'missing'
            when ads.platform = 'google_ads' and mishap('tags contradict', visit_id, 0.03)
                then 'contradicting'
        end as tag_fault,
        case when mishap('late visit', visit_id, 0.015) then whole('late visit', visit_id, 1, 45)
            else 0 end as days_late
    from together
    left join ad_campaigns as ads
        on case when together.kind in ('touch', 'passer') then together.channel end = ads.channel
        and together.region = ads.region
        and cast(bits('campaign', visit_id) % ads.turns as bigint) = ads.turn

),

identified as (

    -- a browser is known by name once a form was sent or the link of an e-mail opened on it
    select visitor, min(started_at) as identified_at
    from numbered
    where form_name is not null or channel = 'Email'
    group by visitor

)

select
    numbered.*,
    -- whoever comes to leave a name begins on other pages than whoever looks around
    coalesce(
        content_days.pages[len(list_filter(content_days.up_to,
            lambda t: t <= rnd('read', visit_id) * content_days.up_to[-1])) + 1],
        share('landing', visit_id,
            case when form_name is null then [34, 60, 76, 82] else [9, 24, 50, 88] end,
            ['/', '/product', '/pricing', '/demo', '/customers'])
    ) as landing_path,
    -- North America's website is another one, and so is the tool that tracks it
    case when region = 'North America' then 'us' else 'www' end || '.harborlight.example' as site,
    case when region = 'North America' then 'snowplow' else 'ga4' end as web_tool,
    case when region = 'North America' then uuid_of(visitor)
        else cast(browser_no + 100000000 as varchar) || '.'
            || cast(1600000000 + browser_no % 100000000 as varchar)
    end as pseudo_id,
    case when region = 'North America' then uuid_of('session ' || visit_id)
        else cast(cast(epoch(started_at) as bigint) as varchar)
    end as session_id,
    cast(started_at as date) as day,
    cast(started_at as date) + cast(days_late as integer) as night,
    started_at + to_seconds(numbered.pages * 45 + 40) as form_at,
    case when form_name is not null then known_people.email end as form_email,
    -- a merged contact was known by its other id on its second device
    case
        when started_at >= identified_at and not declines then
            case when known_people.is_merged and device_no = 2
                then '9' || cast(10000 + numbered.person_id as varchar)
                else cast(10000 + numbered.person_id as varchar) end
    end as user_id
from numbered
left join identified using (visitor)
left join known_people on numbered.person_id = known_people.person_id
left join content_days
    on cast(numbered.started_at as date) = content_days.day
    and reads(numbered.visit_id, numbered.channel, numbered.form_name) = content_days.kind
where cast(started_at as date) <= getvariable('to_date')
-- so that a night's visits lie together
order by night, visit_id;

-- Ads are clicked about a fifth more often than visits arrive.
create table ad_days as
with

clicked as (

    select campaign_no, day, count(*) as arrivals, count(form_name) as forms
    from visits
    where campaign_no > 0
    group by all

),

counted as (

    select
        ads.*,
        days.day,
        coalesce(arrivals, 0) as arrivals,
        coalesce(forms, 0) as forms,
        cast(round(coalesce(arrivals, 0) * (1.1 + 0.3 * rnd('clicks', ads.campaign_no * 100000 + days.n)))
            as bigint) + whole('stray clicks', ads.campaign_no * 100000 + days.n, 0, 1) as clicks,
        rnd('price', ads.campaign_no * 100000 + days.n) as price_draw,
        days.n
    from ad_campaigns as ads
    cross join days
    left join clicked on ads.campaign_no = clicked.campaign_no and days.day = clicked.day

),

final as (

    select
        *,
        cast(round(clicks * click_price * 100 * (0.85 + 0.3 * price_draw)) as bigint) as cents,
        clicks * case channel when 'Display' then 190 when 'Paid Social' then 140 else 22 end
        + whole('impressions', campaign_no * 100000 + n, 5, 90) as impressions,
        mishap('restated', ad_account_id || n, 0.25) as is_restated,
        cast(whole('restated after', ad_account_id || n, 2, 30) as integer) as restated_after
    from counted

)

-- What is first reported, and what it is corrected to within 30 days.
select
    1 as version,
    day as night,
    final.* replace (
        case when is_restated then cents + cast(ceil(cents * 0.04) as bigint) else cents end
            as cents,
        case when is_restated then clicks + clicks // 20 else clicks end as clicks
    )
from final
union all
select 2 as version, day + restated_after as night, final.*
from final
where is_restated and day + restated_after <= getvariable('to_date');

-- Who has a newsletter, nurture mails or news for customers sent, and when. Whoever ever follows a
-- link in one has agreed to get them; most of the others have, too. Half of the contacts of Email
-- that a company has come of such a mail; for the rest somebody sent one for the occasion.
create table mail_touches as
from all_touches
where channel = 'Email';

create table readers as
with

clicking as (

    select person_id, max(touched_at) as last_click_at
    from mail_touches
    group by person_id

)

select
    known_people.person_id, known_people.account_no, known_people.known_at, known_people.reason,
    clicking.last_click_at,
    -- a mail program that opens everything by itself, and how much of the rest is opened
    rnd('proxy', known_people.person_id) < 0.34 as has_proxy,
    0.20 + 0.36 * rnd('reader', known_people.person_id) as open_chance
from known_people
left join clicking using (person_id)
where clicking.person_id is not null or rnd('on the list', known_people.person_id) < 0.82;

create table mails as
with

newsletters as (

    select
        cast(m as date) + 9 as day,
        cast(700 + (year(m) * 12 + month(m)) % 1000 as varchar) as campaign_id
    from generate_series(
        date_trunc('month', cast(getvariable('from_date') as timestamp)),
        cast(getvariable('to_date') + 15 as timestamp), interval 1 month
    ) as t (m)
    where cast(m as date) + 9 between getvariable('from_date') and getvariable('to_date') + 15

),

-- To the whole list; whoever gave a name more than a year and a half ago and is no customer is
-- taken from it.
sent_newsletters as (

    select
        campaign_id || '.' || person_id as mail_id,
        campaign_id,
        person_id,
        cast(day as timestamp) + interval 9 hour
        + to_seconds(whole('sent', campaign_id || '.' || person_id, 0, 1500)) as sent_at
    from newsletters
    inner join readers
        on readers.known_at < newsletters.day
        and (reason = 'customer' or readers.known_at > newsletters.day - interval 540 day)

),

-- Four to everybody who left a name, and one every three weeks to whoever a deal is about.
sent_series as (

    select
        'n' || person_id || '.' || n as mail_id,
        cast(601 + n as varchar) as campaign_id,
        person_id,
        known_at + to_hours([20, 96, 240, 432][n + 1])
        + to_seconds(whole('sent', 'n' || person_id || '.' || n, 0, 5400)) as sent_at
    from readers
    cross join range(4) as t (n)
    where reason in ('lead', 'newsletter')
    union all
    select
        'd' || person_id || '.' || n,
        cast(601 + (person_id + n) % 4 as varchar),
        person_id,
        deal_at + to_hours(100 + cast(n * 504 as integer))
        + to_seconds(whole('sent', 'd' || person_id || '.' || n, 0, 5400))
    from readers
    inner join leads using (account_no)
    cross join range(8) as t (n)
    where is_deal and deal_at + to_hours(100 + cast(n * 504 as integer)) < close_at

),

programmes as (

    select * from (from sent_newsletters union all from sent_series)
    -- a click of the days to come is not one in a mail of today that another will follow
    where cast(sent_at as date) <= getvariable('to_date') + 15

),

-- What a click is a click in: the last mail of the fortnight before, unless that was clicked before.
candidates as (

    select
        mail_touches.touch_id, mail_touches.touched_at, programmes.mail_id
    from mail_touches
    inner join programmes
        on mail_touches.person_id = programmes.person_id
        and mail_touches.touched_at > programmes.sent_at + interval 3 minute
        and mail_touches.touched_at < programmes.sent_at + interval 14 day
    qualify row_number() over (
        partition by touch_id order by programmes.sent_at desc, programmes.mail_id
    ) = 1

),

clicked as (

    select * from candidates
    qualify row_number() over (partition by mail_id order by touched_at, touch_id) = 1

),

together as (

    select programmes.*, clicked.touched_at as clicked_at, clicked.touch_id
    from programmes
    left join clicked using (mail_id)
    union all by name
    select
        't' || touch_id as mail_id,
        cast(601 + k % 4 as varchar) as campaign_id,
        person_id,
        touched_at - to_minutes(whole('read after', touch_id, 3, 170)) as sent_at,
        touched_at as clicked_at,
        touch_id
    from mail_touches
    anti join clicked using (touch_id)
    where day <= getvariable('to_date') + 1

),

-- An address that does not exist is found out by the first mail to it.
numbered as (

    select
        together.*, readers.known_at, readers.has_proxy, readers.open_chance,
        rnd('read', mail_id) as read_draw,
        case
            when clicked_at is not null or sent_at < coalesce(last_click_at, sent_at) then 'stays'
            when rnd('ends', mail_id) < case
                when row_number() over (partition by person_id order by sent_at, mail_id) = 1
                    then 0.030 else 0.0035 end then 'bounces'
            when rnd('ends', mail_id) between 0.1 and 0.1028 then 'leaves'
            when rnd('ends', mail_id) between 0.2 and 0.2004 then 'complains'
            else 'stays'
        end as ending
    from together
    inner join readers using (person_id)

),

-- Whoever left, complained or could not be reached is not mailed again.
ended as (

    select person_id, min(sent_at) as last_sent_at
    from numbered
    where ending != 'stays'
    group by person_id

)

select
    numbered.mail_id, numbered.campaign_id, person_id, numbered.sent_at, numbered.clicked_at,
    numbered.touch_id, numbered.ending,
    -- no tool writes of people that it does not know yet
    night_of(known_at) as known_on,
    ending = 'bounces' as bounces,
    -- seen by somebody, and fetched by a mail program
    ending in ('leaves', 'complains') or clicked_at is not null
    or read_draw < open_chance and not has_proxy as opens,
    has_proxy and read_draw < 0.78 as is_fetched,
    to_seconds(cast(floor(60 + 259000 * pow(rnd('opened after', mail_id), 4)) as bigint))
        as opened_after,
    mishap('scanner', mail_id, 0.02) as is_scanned,
    case when mishap('late mail', mail_id, 0.01) then whole('late mail', mail_id, 1, 45) else 0 end
        as days_late
from numbered
left join ended using (person_id)
where ended.last_sent_at is null or numbered.sent_at <= ended.last_sent_at;
