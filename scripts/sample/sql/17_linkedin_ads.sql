-- LinkedIn's reports name the campaign or the creative and neither the account nor the currency.
create schema linkedin_ads;

create macro linkedin_account(ad_account_id) as '5075410' || split_part(ad_account_id, '-', 2);
create macro linkedin_campaign(campaign_no) as cast(172000000 + campaign_no as varchar);
create macro linkedin_creative(campaign_no, part) as
    cast(86000000 + campaign_no * 10 + part as varchar);

create view linkedin_ads.account_history as
select distinct
    linkedin_account(ad_account_id) as id, 'Harborlight' as name, currency_code as currency,
    'ACTIVE' as status, stamp(cast(getvariable('from_date') as timestamp)) as last_modified_time,
    getvariable('from_date') as _night, cast(null as date) as _until, ad_account_id as _order
from ad_campaigns
where platform = 'linkedin';

create view linkedin_ads.campaign_history as
select
    linkedin_campaign(campaign_no) as id, linkedin_account(ad_account_id) as account_id,
    '600268686' as campaign_group_id, campaign_name as name, campaign_type as type,
    'ACTIVE' as status, stamp(cast(getvariable('from_date') as timestamp)) as run_schedule_start,
    cast(null as varchar) as run_schedule_end,
    stamp(cast(getvariable('from_date') as timestamp)) as last_modified_time,
    getvariable('from_date') as _night, cast(null as date) as _until, campaign_no as _order
from ad_campaigns
where platform = 'linkedin';

create view linkedin_ads.creative_history as
select
    linkedin_creative(campaign_no, part) as id, linkedin_campaign(campaign_no) as campaign_id,
    'ACTIVE' as intended_status,
    stamp(cast(getvariable('from_date') as timestamp)) as last_modified_at,
    getvariable('from_date') as _night, cast(null as date) as _until,
    campaign_no * 10 + part as _order
from ad_campaigns
cross join (values (1), (2)) as t (part)
where platform = 'linkedin';

create view linkedin_ads.ad_analytics_by_campaign as
select
    linkedin_campaign(campaign_no) as campaign_id, stamp(cast(day as timestamp)) as day,
    cast(cents / 100.0 as decimal(18, 2)) as cost_in_local_currency,
    cast(cents / 100.0 as decimal(18, 2)) as cost_in_usd, impressions, clicks,
    forms as external_website_conversions, 0 as one_click_leads,
    cast(0 as decimal(18, 2)) as conversion_value_in_local_currency,
    synced(night) as _fivetran_synced, version as _version, night as _night,
    cast(null as date) as _until,
    version || strftime(day, '%Y%m%d') || lpad(cast(campaign_no as varchar), 4, '0') as _order
from ad_days
where platform = 'linkedin';

create view linkedin_ads.ad_analytics_by_creative as
select
    linkedin_creative(campaign_no, part) as creative_id, stamp(cast(day as timestamp)) as day,
    cast(case when part = 1 then cents - cents // 3 else cents // 3 end / 100.0 as decimal(18, 2))
        as cost_in_local_currency,
    cast(case when part = 1 then cents - cents // 3 else cents // 3 end / 100.0 as decimal(18, 2))
        as cost_in_usd,
    case when part = 1 then impressions - impressions // 3 else impressions // 3 end as impressions,
    case when part = 1 then clicks - clicks // 3 else clicks // 3 end as clicks,
    case when part = 1 then forms else 0 end as external_website_conversions,
    0 as one_click_leads, cast(0 as decimal(18, 2)) as conversion_value_in_local_currency,
    synced(night) as _fivetran_synced, version as _version, night as _night,
    cast(null as date) as _until,
    version || strftime(day, '%Y%m%d') || lpad(cast(campaign_no as varchar), 4, '0') || part
        as _order
from ad_days
cross join (values (1), (2)) as t (part)
where platform = 'linkedin' and cents > 0;
