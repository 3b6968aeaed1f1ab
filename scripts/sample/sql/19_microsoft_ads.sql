-- Microsoft's reports repeat a campaign by device: the rows of a day add up.
create schema microsoft_ads;

create macro microsoft_account(ad_account_id) as '1501758' || split_part(ad_account_id, '-', 2);
create macro microsoft_campaign(campaign_no) as cast(359750000 + campaign_no as varchar);

create view microsoft_ads.account_history as
select distinct
    microsoft_account(ad_account_id) as id, 'Harborlight' as name, currency_code,
    'GreenwichMeanTimeDublinEdinburghLisbonLondon' as time_zone,
    stamp(cast(getvariable('from_date') as timestamp)) as last_modified_time,
    getvariable('from_date') as _night, cast(null as date) as _until, ad_account_id as _order
from ad_campaigns
where platform = 'microsoft';

create view microsoft_ads.campaign_history as
select
    microsoft_campaign(campaign_no) as id, microsoft_account(ad_account_id) as account_id,
    campaign_name as name, campaign_type as type, 'Active' as status,
    stamp(cast(getvariable('from_date') as timestamp)) as modified_time,
    getvariable('from_date') as _night, cast(null as date) as _until, campaign_no as _order
from ad_campaigns
where platform = 'microsoft';

create view microsoft_ads.account_performance_daily_report as
select
    day as date, microsoft_account(ad_account_id) as account_id, currency_code,
    cast(sum(cents) / 100.0 as decimal(18, 2)) as spend,
    cast(sum(impressions) as bigint) as impressions, cast(sum(clicks) as bigint) as clicks,
    cast(sum(forms) as bigint) as conversions_qualified,
    cast(sum(forms) as bigint) as conversions, '0.00' as revenue,
    synced(night) as _fivetran_synced, version as _version, night as _night,
    cast(null as date) as _until,
    version || strftime(day, '%Y%m%d') || ad_account_id as _order
from ad_days
where platform = 'microsoft'
group by ad_account_id, currency_code, day, version, night;

create view microsoft_ads.campaign_performance_daily_report as
select
    day as date, microsoft_account(ad_account_id) as account_id,
    microsoft_campaign(campaign_no) as campaign_id, currency_code, device_type,
    'Bing and Yahoo! search' as network,
    cast(case part when 1 then cents - cents // 4 else cents // 4 end / 100.0 as decimal(18, 2))
        as spend,
    case part when 1 then impressions - impressions // 4 else impressions // 4 end as impressions,
    case part when 1 then clicks - clicks // 4 else clicks // 4 end as clicks,
    case part when 1 then forms else 0 end as conversions_qualified,
    case part when 1 then forms else 0 end as conversions, '0.00' as revenue,
    synced(night) as _fivetran_synced, version as _version, night as _night,
    cast(null as date) as _until,
    version || strftime(day, '%Y%m%d') || lpad(cast(campaign_no as varchar), 4, '0') || part
        as _order
from ad_days
cross join (values (1, 'Computer'), (2, 'Smartphone')) as t (part, device_type)
where platform = 'microsoft';

create view microsoft_ads.ad_group_performance_daily_report as
select
    day as date, microsoft_account(ad_account_id) as account_id,
    microsoft_campaign(campaign_no) as campaign_id,
    cast(1343600000000000 + campaign_no * 10 + part as varchar) as ad_group_id, currency_code,
    cast(case part when 1 then cents - cents // 3 else cents // 3 end / 100.0 as decimal(18, 2))
        as spend,
    case part when 1 then impressions - impressions // 3 else impressions // 3 end as impressions,
    case part when 1 then clicks - clicks // 3 else clicks // 3 end as clicks,
    case part when 1 then forms else 0 end as conversions_qualified,
    case part when 1 then forms else 0 end as conversions, '0.00' as revenue,
    synced(night) as _fivetran_synced, version as _version, night as _night,
    cast(null as date) as _until,
    version || strftime(day, '%Y%m%d') || lpad(cast(campaign_no as varchar), 4, '0') || part
        as _order
from ad_days
cross join (values (1), (2)) as t (part)
where platform = 'microsoft' and cents > 0;
