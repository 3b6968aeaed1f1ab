-- Every e-mail event is counted once, in whatever month its mail was sent, and no recipient of a
-- mail opens or clicks it more than once.
{{ config(group='marketing') }}

with

facts as (

    select
        coalesce(campaign_key, '(no campaign)') as campaign_key,
        count(*) filter (where event_type = 'sent') as sent,
        count(*) filter (where event_type = 'dropped') as dropped,
        count(*) filter (where event_type = 'delivered') as delivered,
        count(*) filter (where event_type = 'bounce') as bounces,
        count(*) filter (where event_type = 'open') as all_opens,
        count(*) filter (where event_type = 'open' and is_machine) as machine_opens,
        count(*) filter (where event_type = 'click') as all_clicks,
        count(*) filter (where event_type = 'click' and is_machine) as machine_clicks,
        count(*) filter (where event_type = 'unsubscribe') as unsubscribes,
        count(*) filter (where event_type = 'spam_report') as spam_reports,
        count(distinct person_key) filter (where event_type = 'open' and not is_machine) as readers,
        count(distinct person_key) filter (where event_type = 'click' and not is_machine)
            as clickers

    from {{ ref('fct_email_events') }}
    group by coalesce(campaign_key, '(no campaign)')

),

marts as (

    select
        campaign_key,
        sum(sent) as sent,
        sum(dropped) as dropped,
        sum(delivered) as delivered,
        sum(bounces) as bounces,
        sum(opens) as opens,
        sum(unique_opens) as unique_opens,
        sum(privacy_proxy_opens + scanner_opens) as machine_opens,
        sum(clicks) as clicks,
        sum(unique_clicks) as unique_clicks,
        sum(scanner_clicks) as scanner_clicks,
        sum(opened_and_clicked) as opened_and_clicked,
        sum(unsubscribes) as unsubscribes,
        sum(spam_reports) as spam_reports

    from {{ ref('marketing__email_performance') }}
    group by campaign_key

)

select facts.campaign_key
from facts
full outer join marts on facts.campaign_key = marts.campaign_key
where
    facts.sent is distinct from marts.sent
    or facts.dropped is distinct from marts.dropped
    or facts.delivered is distinct from marts.delivered
    or facts.bounces is distinct from marts.bounces
    or facts.all_opens is distinct from marts.opens + marts.machine_opens
    or facts.machine_opens is distinct from marts.machine_opens
    or facts.all_clicks is distinct from marts.clicks + marts.scanner_clicks
    or facts.machine_clicks is distinct from marts.scanner_clicks
    or facts.unsubscribes is distinct from marts.unsubscribes
    or facts.spam_reports is distinct from marts.spam_reports
    or marts.unique_opens not between facts.readers and marts.opens
    or marts.unique_clicks not between facts.clickers and marts.clicks
    or marts.opened_and_clicked > least(marts.unique_opens, marts.unique_clicks)
