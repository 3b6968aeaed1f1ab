-- What search engines and social networks say of us. What is posted does not grow with the company;
-- what is seen does.
create schema google_search_console;

create macro seen(stream, id, low, high) as
    cast(ceil(whole(stream, id, low, high) * getvariable('scale')) as bigint);

-- Every search that listed us, by page and query. Of a query that few people asked Google keeps the
-- text to itself (`is_rare`): then it is in the totals and in no row.
create table searches as
select
    *, cast(least(impressions, floor(impressions / per + rnd('clicked', day || query || device)))
        as bigint) as clicks
from (
    select
        day, day + 2 as night, page_no, country, device, per,
        'https://www.harborlight.example/' || path as page, query, is_rare,
        cast(ceil(
            whole('shown', day || query || device, low, low * 3) * season * getvariable('scale')
        ) as bigint) as impressions,
        place + round(rnd('place', day || query || device), 4) as position
    from days
    cross join (
        values
        (1, 'harborlight', '', 'gbr', false, 12, 4, 1.0),
        (2, 'harbor light shift planner', '', 'usa', false, 6, 3, 1.2),
        (3, 'shift planning software', 'product', 'usa', false, 24, 45, 7.0),
        (4, 'staff rota tool', 'product', 'gbr', false, 15, 40, 9.0),
        (5, 'overtime rules', 'blog/overtime', 'deu', false, 18, 30, 5.0),
        (6, '(rare)', 'product', 'usa', true, 9, 25, 14.0),
        (7, '(rare) and long', 'blog/overtime', 'deu', true, 6, 20, 11.0),
        -- whoever looks for a rival finds how we compare, once that is written
        (8, 'rosterly alternative', 'compare/forecast-8', 'usa', false, 5, 18, 4.0),
        (9, 'shiftfox vs tidetable', 'compare/forecast-8', 'gbr', false, 3, 25, 6.0),
        (10, 'tidetable pricing', 'compare/forecast-8', 'deu', false, 4, 60, 9.0)
    ) as t (page_no, query, path, country, is_rare, low, per, place)
    cross join (values ('DESKTOP'), ('MOBILE')) as u (device)
    where
        day + 2 <= getvariable('to_date')
        and (page_no < 8 or day >= getvariable('from_date') + 7 * 19)
);

create view google_search_console.site_report_by_site as
select
    'sc-domain:harborlight.example' as site, day as date, 'web' as search_type, country, device,
    cast(sum(clicks) as bigint) as clicks, cast(sum(impressions) as bigint) as impressions,
    sum(clicks) / sum(impressions) as ctr,
    sum(position * impressions) / sum(impressions) as position, synced(night) as _fivetran_synced,
    night as _night, cast(null as date) as _until, day || country || device as _order
from searches
group by day, night, country, device;

create view google_search_console.keyword_page_report as
select
    'sc-domain:harborlight.example' as site, day as date, 'web' as search_type, country, device,
    page, query, clicks, impressions, clicks / impressions as ctr, position,
    synced(night) as _fivetran_synced, night as _night, cast(null as date) as _until,
    day || page_no || device as _order
from searches
where not is_rare;

-- Totals grow by what is left to come of a half life of two days; a like is now and then withdrawn.
create macro grown(total, age) as
    cast(floor(total * (1 - pow(0.5, age / 2.0))) as bigint);

create table social_pages as
select * from (
    values
    (1, 'facebook', 'FACEBOOKPAGE', '31415926', '104882', 'Harborlight', 2100, 2),
    (2, 'x', 'TWITTER', '31415927', '990017', 'harborlight', 1300, 3),
    (3, 'instagram', 'INSTAGRAMBUSINESS', '31415928', '178414', 'harborlight.example', 900, 5)
) as t (page_no, network, page_type, profile_id, external_id, page_name, followers, every);

-- Of a thousand who see a post, how many like it, comment on it, share it and follow its link.
create table social_habits as
select * from (
    values
    ('facebook', 14, 1.6, 1.4, 11), ('x', 10, 1.2, 2.2, 9), ('instagram', 13, 1.3, 0, 0),
    ('linkedin', 22, 2.2, 1.8, 21)
) as t (network, liking, commenting, sharing, clicking);

create table social_posts as
select
    page_no, network, profile_id, external_id as page_id, n * 10 + page_no as post_no, day,
    cast(day as timestamp) + interval 9 hour + to_minutes(whole('posted', n * 10 + page_no, 0, 300))
        as posted_at
from days
inner join social_pages on n % every = 0
where isodow(day) < 6
union all
select 0, 'linkedin', null, '2414183', n * 10, day, cast(day as timestamp) + interval 10 hour
from days
where isodow(day) in (2, 4);

-- Posts are measured often while they are young, and never again after a month.
create table social_readings as
select
    reached.* exclude (in_the_end, liked), age, day + cast(age as integer) as night,
    grown(in_the_end, age) as impressions,
    greatest(0, grown(in_the_end * liking / 1000 * liked, age) - cast(
        age = 7 and rnd('unliked', post_no) < 0.1 as integer) * 2) as likes,
    grown(in_the_end * commenting / 1000 * liked * (0.5 + rnd('comments', post_no)), age) as comments,
    grown(in_the_end * sharing / 1000 * liked * (0.5 + rnd('shares', post_no)), age) as shares,
    grown(in_the_end * clicking / 1000 * (0.5 + rnd('clicked', post_no)), age) as clicks
from (
    -- more follow, more see it; some posts are liked a lot more than others
    select
        social_posts.*,
        seen('seen', post_no, 300, 1900)
        * (1 + date_diff('day', getvariable('from_date'), day) / 1100.0) as in_the_end,
        exp(0.5 * bell('liked', post_no)) as liked
    from social_posts
) as reached
inner join social_habits using (network)
cross join (values (1), (2), (3), (7), (14), (30)) as t (age)
where day + cast(age as integer) <= getvariable('to_date');

create schema hootsuite;

create view hootsuite.social_profiles as
select
    profile_id as id, page_type as type, external_id as "socialNetworkId",
    page_name as "socialNetworkUsername", getvariable('from_date') as _night,
    cast(null as date) as _until, page_no as _order
from social_pages;

-- A free map in the API: each network has its own names, and leaves out what it does not count.
create view hootsuite.posts as
select
    iso(posted_at) as "createdAt", iso(cast(night as timestamp) + interval 20 hour)
        as "lastRefreshed",
    profile_id as "profileId", page_id as "externalProfileId",
    'https://' || network || '.example/harborlight/' || post_no as "sourceLink",
    page_id || '_' || post_no as "externalId",
    case when post_no % 4 = 1 then {'id': '501', 'label': 'Always on'} end as campaign,
    case network when 'facebook' then 'FACEBOOK_POST' when 'x' then 'TWITTER_TWEET'
        else 'INSTAGRAM_IMAGE' end as "postType",
    case network
        when 'facebook' then json_object('impressions', impressions, 'likes', likes, 'love',
            likes // 5, 'comments', comments, 'shares', shares, 'clicks', clicks)
        when 'x' then json_object('impressions', impressions, 'likes', likes, 'replies', comments,
            'retweets', shares, 'quotes', shares // 3, 'url_clicks', clicks)
        else json_object('views', impressions, 'likes', likes, 'comments', comments)
    end as metrics,
    night as _night, cast(null as date) as _until,
    lpad(cast(post_no as varchar), 7, '0') || '.' || lpad(cast(age as varchar), 2, '0') as _order
from social_readings
where network != 'linkedin';

create table page_days as
select
    page_no, n, day, day + 1 as night,
    whole('joined', n * 10 + page_no, 0, 6) as gained, whole('left', n * 10 + page_no, 0, 2) as lost,
    seen('page seen', n * 10 + page_no, 200, 1200) as impressions,
    seen('page opened', n * 10 + page_no, 2, 30) as views,
    seen('page used', n * 10 + page_no, 5, 60) as engagements
from days
cross join generate_series(0, 3) as t (page_no)
where day + 1 <= getvariable('to_date');

create view hootsuite.profiles as
select
    profile_id as "profileId", external_id as "externalProfileId", day as date,
    case network
        when 'facebook' then json_object('page_fans', {'total': total}, 'page_fan_adds',
            {'total': gained}, 'page_fan_removes', {'total': lost}, 'page_impressions',
            {'total': impressions}, 'page_views_total', {'total': views}, 'page_post_engagements',
            {'total': engagements})
        else json_object('followers', {'total': total}, 'new_followers', {'total': gained},
            'impressions', {'total': impressions}, 'engagements', {'total': engagements})
    end as metrics,
    night as _night, cast(null as date) as _until, page_no || '.' || day as _order
from (
    select *, followers + sum(gained - lost) over (partition by page_no order by n) as total
    from page_days inner join social_pages using (page_no)
);

create schema linkedin_pages;

create macro digest(id) as left(to_base64(encode(md5(id))), 27) || '=';

create view linkedin_pages.organization as
select
    '2414183' as id, 'Harborlight' as localized_name, 'harborlight' as vanity_name,
    synced(getvariable('from_date')) as _fivetran_synced,
    getvariable('from_date') as _night, cast(null as date) as _until, 1 as _order;

create view linkedin_pages.ugc_post_history as
select
    'urn:li:ugcPost:71' || lpad(cast(post_no as varchar), 17, '0') as id,
    'urn:li:organization:2414183' as author, stamp(posted_at) as first_published_at,
    stamp(posted_at) as created_time, stamp(posted_at) as last_modified_time,
    'PUBLISHED' as lifecycle_state, synced(day) as _fivetran_synced, day as _night,
    cast(null as date) as _until, post_no as _order
from social_posts
where network = 'linkedin';

create view linkedin_pages.share_statistic as
select
    digest('reading ' || post_no || '.' || age) as _fivetran_id,
    'urn:li:organization:2414183' as _organization_entity_urn,
    'urn:li:ugcPost:71' || lpad(cast(post_no as varchar), 17, '0') as _share_entity_urn,
    clicks as click_count, comments as comment_count,
    (clicks + comments + likes + shares) / greatest(impressions, 1) as engagement,
    impressions as impression_count, likes as like_count, shares as share_count,
    synced(night) as _fivetran_synced, night as _night, cast(null as date) as _until,
    lpad(cast(post_no as varchar), 7, '0') || '.' || lpad(cast(age as varchar), 2, '0') as _order
from social_readings
where network = 'linkedin';

create view linkedin_pages.ugc_post_share_statistic as
select
    digest('reading ' || post_no || '.' || age) as share_statistic_id,
    '71' || lpad(cast(post_no as varchar), 17, '0') as ugc_post_id,
    synced(night) as _fivetran_synced, night as _night, cast(null as date) as _until,
    lpad(cast(post_no as varchar), 7, '0') || '.' || lpad(cast(age as varchar), 2, '0') as _order
from social_readings
where network = 'linkedin';

create view linkedin_pages.total_follower_statistic as
select
    'urn:li:organization:2414183' as _organization_entity_urn, stamp(cast(day as timestamp)) as day,
    3200 + sum(gained) over (order by n) as first_degree_size, synced(night) as _fivetran_synced,
    night as _night, cast(null as date) as _until, n as _order
from page_days
where page_no = 0;

create view linkedin_pages.time_bound_follower_statistic as
select
    digest('followers ' || n) as _fivetran_id, stamp(cast(day as timestamp)) as day,
    gained - gained // 4 as follower_gains_organic_follower_gain,
    gained // 4 as follower_gains_paid_follower_gain,
    'urn:li:organization:2414183' as organization_entity, synced(night) as _fivetran_synced,
    night as _night, cast(null as date) as _until, n as _order
from page_days
where page_no = 0;

create view linkedin_pages.time_bound_share_statistic as
select
    digest('shares ' || n) as _fivetran_id, stamp(cast(day as timestamp)) as day,
    'urn:li:organization:2414183' as organization_entity, impressions as impression_count,
    engagements - engagements // 3 as click_count, engagements // 3 as like_count,
    0 as comment_count, 0 as share_count, synced(night) as _fivetran_synced,
    night as _night, cast(null as date) as _until, n as _order
from page_days
where page_no = 0;

create view linkedin_pages.time_bound_page_statistic as
select
    digest('views ' || n) as _fivetran_id, stamp(cast(day as timestamp)) as day,
    'urn:li:organization:2414183' as organization_entity, views as all_page_views,
    synced(night) as _fivetran_synced, night as _night, cast(null as date) as _until, n as _order
from page_days
where page_no = 0;
