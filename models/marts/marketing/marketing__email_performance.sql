with

events as (

    select
        email_event_key,
        person_key,
        event_type,
        machine_reason,
        is_machine,
        occurred_at,
        coalesce(campaign_key, '(no campaign)') as campaign_key,
        case when event_type = 'sent' then occurred_at end as sent_at,
        case when event_type = 'sent' then 0 else 1 end as event_order

    from {{ ref('fct_email_events') }}

),

-- No event names the mail it belongs to: that is the last one the recipient got of the campaign.
sendings as (

    select
        *,
        max(sent_at) over (
            partition by campaign_key, person_key
            order by occurred_at, event_order, email_event_key
            rows between unbounded preceding and current row
        ) as recipient_sent_at,
        min(occurred_at) over (partition by campaign_key, person_key) as recipient_first_at,
        max(sent_at) over (
            partition by campaign_key
            order by occurred_at, event_order, email_event_key
            rows between unbounded preceding and current row
        ) as campaign_sent_at

    from events

),

mails as (

    select
        *,
        case
            when person_key is not null then coalesce(recipient_sent_at, recipient_first_at)
            else coalesce(campaign_sent_at, occurred_at)
        end as mailed_at,

        -- nameless recipients cannot be told apart, so that each of their events is one of its own
        case when person_key is null then email_event_key end as nameless_event_key

    from sendings

),

per_mail as (

    select
        campaign_key,
        person_key,
        nameless_event_key,
        mailed_at,
        count(*) filter (where event_type = 'sent') as sent,
        count(*) filter (where event_type = 'dropped') as dropped,
        count(*) filter (where event_type = 'delivered') as delivered,
        count(*) filter (where event_type = 'bounce') as bounces,
        count(*) filter (where event_type = 'open' and not is_machine) as opens,
        count(*) filter (where event_type = 'open' and machine_reason = 'privacy_proxy')
            as privacy_proxy_opens,
        count(*) filter (where event_type = 'open' and machine_reason != 'privacy_proxy')
            as scanner_opens,
        count(*) filter (where event_type = 'click' and not is_machine) as clicks,
        count(*) filter (where event_type = 'click' and is_machine) as scanner_clicks,
        count(*) filter (where event_type = 'unsubscribe') as unsubscribes,
        count(*) filter (where event_type = 'spam_report') as spam_reports

    from mails
    group by campaign_key, person_key, nameless_event_key, mailed_at

),

per_campaign as (

    select
        campaign_key,
        cast(date_trunc('month', mailed_at) as date) as month_start_date,
        cast(sum(sent) as bigint) as sent,
        cast(sum(dropped) as bigint) as dropped,
        cast(sum(delivered) as bigint) as delivered,
        cast(sum(bounces) as bigint) as bounces,
        cast(sum(opens) as bigint) as opens,
        cast(count(*) filter (where opens > 0) as bigint) as unique_opens,
        cast(sum(privacy_proxy_opens) as bigint) as privacy_proxy_opens,
        cast(count(*) filter (where privacy_proxy_opens > 0 and opens = 0) as bigint)
            as proxy_only_opens,
        cast(sum(scanner_opens) as bigint) as scanner_opens,
        cast(sum(clicks) as bigint) as clicks,
        cast(count(*) filter (where clicks > 0) as bigint) as unique_clicks,
        cast(count(*) filter (where clicks > 0 and opens > 0) as bigint) as opened_and_clicked,
        cast(sum(scanner_clicks) as bigint) as scanner_clicks,
        cast(count(*) filter (where scanner_clicks > 0 and clicks = 0) as bigint)
            as scanner_only_clicks,
        cast(sum(unsubscribes) as bigint) as unsubscribes,
        cast(sum(spam_reports) as bigint) as spam_reports

    from per_mail
    group by campaign_key, cast(date_trunc('month', mailed_at) as date)

),

rated as (

    select
        per_campaign.*,
        coalesce(campaigns.campaign_name, '(not set)') as campaign_name,
        coalesce(campaigns.campaign_type, '(not set)') as campaign_type,
        cast(per_campaign.delivered as double) / nullif(per_campaign.sent, 0) as delivery_rate,
        cast(per_campaign.bounces as double) / nullif(per_campaign.sent, 0) as bounce_rate,
        cast(per_campaign.unique_opens as double) / nullif(per_campaign.delivered, 0) as open_rate,
        cast(per_campaign.unique_opens as double)
        / nullif(per_campaign.delivered - per_campaign.proxy_only_opens, 0) as visible_open_rate,
        cast(per_campaign.unique_clicks as double) / nullif(per_campaign.delivered, 0)
            as click_rate,
        cast(per_campaign.opened_and_clicked as double) / nullif(per_campaign.unique_opens, 0)
            as click_to_open_rate,
        cast(per_campaign.unsubscribes as double) / nullif(per_campaign.delivered, 0)
            as unsubscribe_rate,
        cast(per_campaign.spam_reports as double) / nullif(per_campaign.delivered, 0)
            as spam_report_rate

    from per_campaign
    left join {{ ref('dim_campaigns') }} as campaigns
        on per_campaign.campaign_key = campaigns.campaign_key

)

select * from rated
