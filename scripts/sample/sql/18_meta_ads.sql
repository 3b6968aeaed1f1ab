-- Meta reports ads, and what people did after them one type of action a row.
create schema meta_ads;

create macro meta_account(ad_account_id) as '1029384756100' || split_part(ad_account_id, '-', 2);
create macro meta_id(kind, campaign_no, part) as
    cast(120210000000000000 + kind * 1000000 + campaign_no * 10 + part as varchar);

-- Three ads in two ad sets.
create view meta_parts as
select
    ad_days.*,
    part,
    meta_id(3, campaign_no, part) as ad_id,
    case part when 1 then cents - cents // 3 - cents // 4 when 2 then cents // 3
        else cents // 4 end as ad_cents,
    case part when 1 then impressions - impressions // 3 - impressions // 4
        when 2 then impressions // 3 else impressions // 4 end as ad_impressions,
    case part when 1 then clicks - clicks // 3 - clicks // 4 when 2 then clicks // 3
        else clicks // 4 end as ad_clicks,
    case when part = 1 then forms else 0 end as ad_forms,
    version || strftime(day, '%Y%m%d') || lpad(cast(campaign_no as varchar), 4, '0') || part
        as part_order
from ad_days
cross join (values (1), (2), (3)) as t (part)
where platform = 'meta';

create view meta_ads.account_history as
select distinct
    meta_account(ad_account_id) as id, 'Harborlight' as name, currency_code as currency,
    'UTC' as timezone_name,
    getvariable('from_date') as _night, cast(null as date) as _until, ad_account_id as _order
from ad_campaigns
where platform = 'meta';

create view meta_ads.campaign_history as
select
    meta_id(1, campaign_no, 0) as id, meta_account(ad_account_id) as account_id,
    campaign_name as name, campaign_type as objective, 'ACTIVE' as status,
    stamp(cast(getvariable('from_date') as timestamp)) as start_time,
    cast(null as varchar) as stop_time,
    stamp(cast(getvariable('from_date') as timestamp)) as updated_time,
    getvariable('from_date') as _night, cast(null as date) as _until, campaign_no as _order
from ad_campaigns
where platform = 'meta';

create view meta_ads.ad_history as
select
    meta_id(3, campaign_no, part) as id, meta_account(ad_account_id) as account_id,
    meta_id(1, campaign_no, 0) as campaign_id, meta_id(2, campaign_no, part // 3) as ad_set_id,
    campaign_name || '_' || part as name,
    stamp(cast(getvariable('from_date') as timestamp)) as updated_time,
    getvariable('from_date') as _night, cast(null as date) as _until,
    campaign_no * 10 + part as _order
from ad_campaigns
cross join (values (1), (2), (3)) as t (part)
where platform = 'meta';

create view meta_ads.basic_ad as
select
    ad_id, day as date, meta_account(ad_account_id) as account_id,
    ad_impressions as impressions, ad_clicks as inline_link_clicks,
    cast(ad_cents / 100.0 as decimal(18, 2)) as spend, synced(night) as _fivetran_synced,
    version as _version, night as _night, cast(null as date) as _until, part_order as _order
from meta_parts;

create view meta_ads.basic_ad_actions as
select
    ad_id, day as date, action_no as index, action_type,
    case when action_type = 'link_click' then ad_clicks else ad_forms end as value,
    synced(night) as _fivetran_synced, version as _version, night as _night,
    cast(null as date) as _until, part_order || action_no as _order
from meta_parts
cross join (
    values (0, 'link_click'), (1, 'lead'), (2, 'offsite_conversion.fb_pixel_lead')
) as t (action_no, action_type)
where case when action_type = 'link_click' then ad_clicks else ad_forms end > 0;
