-- Google's ads as its reports show them. A report of a night has whole days of whole accounts.
create schema google_ads;

create view google_ads.account_history as
select distinct
    ad_account_id as id, 'Harborlight ' || region as descriptive_name, currency_code,
    'UTC' as time_zone, stamp(cast(getvariable('from_date') as timestamp)) as updated_at,
    getvariable('from_date') as _night, cast(null as date) as _until, ad_account_id as _order
from ad_campaigns
where platform = 'google_ads';

create view google_ads.campaign_history as
select
    cast(7000000 + campaign_no as varchar) as id, ad_account_id as customer_id,
    campaign_name as name, campaign_type as advertising_channel_type, 'ENABLED' as status,
    getvariable('from_date') as start_date, cast(null as date) as end_date,
    stamp(cast(getvariable('from_date') as timestamp)) as updated_at,
    getvariable('from_date') as _night, cast(null as date) as _until, campaign_no as _order
from ad_campaigns
where platform = 'google_ads';

create view google_ads.campaign_stats as
select
    ad_account_id as customer_id, day as date, cast(7000000 + campaign_no as varchar) as id,
    cents * 10000 as cost_micros, impressions, clicks, cast(forms as double) as conversions,
    cast(0 as double) as conversions_value, synced(night) as _fivetran_synced,
    version as _version, night as _night, cast(null as date) as _until,
    version || strftime(day, '%Y%m%d') || lpad(cast(campaign_no as varchar), 4, '0') as _order
from ad_days
where platform = 'google_ads';

create view google_ads.account_stats as
select
    ad_account_id as customer_id, day as date,
    cast(sum(cents) * 10000 as bigint) as cost_micros,
    cast(sum(impressions) as bigint) as impressions, cast(sum(clicks) as bigint) as clicks,
    cast(sum(forms) as double) as conversions, cast(0 as double) as conversions_value,
    synced(night) as _fivetran_synced, version as _version, night as _night,
    cast(null as date) as _until,
    version || strftime(day, '%Y%m%d') || ad_account_id as _order
from ad_days
where platform = 'google_ads'
group by ad_account_id, day, version, night;

-- Performance Max has no ad groups, so these add up to less than the campaigns.
create view google_ads.ad_group_stats as
select
    ad_account_id as customer_id, day as date,
    cast(8000000 + campaign_no * 10 + part as varchar) as id,
    cast(7000000 + campaign_no as varchar) as campaign_id,
    (case when part = 1 then cents - cents // 3 else cents // 3 end) * 10000 as cost_micros,
    case when part = 1 then impressions - impressions // 3 else impressions // 3 end as impressions,
    case when part = 1 then clicks - clicks // 3 else clicks // 3 end as clicks,
    cast(case when part = 1 then forms else 0 end as double) as conversions,
    cast(0 as double) as conversions_value, synced(night) as _fivetran_synced,
    version as _version, night as _night, cast(null as date) as _until,
    version || strftime(day, '%Y%m%d') || lpad(cast(campaign_no as varchar), 4, '0') || part
        as _order
from ad_days
cross join (values (1), (2)) as t (part)
where platform = 'google_ads' and channel = 'Paid Search' and cents > 0;
