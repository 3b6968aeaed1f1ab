-- No money is lost or counted twice: the spend of an account and day is that of the reported rows
-- that no reported row stands above.
{{ config(group='platform') }}

with

reported as (

    select
        source_system,
        ad_account_key,
        performance_date,
        campaign_key,
        ad_group_key,
        spend,
        lower(report_level) as report_level

    from {{ ref('int_ads__ad_performance') }}

),

accounts as (

    select distinct
        source_system,
        ad_account_key,
        performance_date

    from reported
    where report_level = 'account'

),

campaigns as (

    select distinct
        source_system,
        ad_account_key,
        performance_date,
        campaign_key

    from reported
    where report_level = 'campaign'

),

ad_groups as (

    select distinct
        source_system,
        ad_account_key,
        performance_date,
        campaign_key,
        ad_group_key

    from reported
    where report_level = 'ad_group'

),

topmost as (

    select
        reported.source_system,
        reported.ad_account_key,
        reported.performance_date,
        sum(reported.spend) as reported_spend

    from reported

    left join accounts
        on reported.source_system = accounts.source_system
        and reported.ad_account_key = accounts.ad_account_key
        and reported.performance_date = accounts.performance_date

    left join campaigns
        on reported.source_system = campaigns.source_system
        and reported.ad_account_key = campaigns.ad_account_key
        and reported.performance_date = campaigns.performance_date
        and reported.campaign_key is not distinct from campaigns.campaign_key

    left join ad_groups
        on reported.source_system = ad_groups.source_system
        and reported.ad_account_key = ad_groups.ad_account_key
        and reported.performance_date = ad_groups.performance_date
        and reported.campaign_key is not distinct from ad_groups.campaign_key
        and reported.ad_group_key is not distinct from ad_groups.ad_group_key

    where
        reported.report_level = 'account'
        or (
            accounts.ad_account_key is null
            and (
                reported.report_level = 'campaign'
                or (
                    campaigns.ad_account_key is null
                    and (
                        reported.report_level = 'ad_group' or ad_groups.ad_account_key is null
                    )
                )
            )
        )
    group by all

),

facts as (

    select
        source_system,
        ad_account_key,
        performance_date,
        sum(spend) as fact_spend

    from {{ ref('fct_ad_performance') }}
    group by all

)

select
    source_system,
    ad_account_key,
    performance_date,
    topmost.reported_spend,
    facts.fact_spend

from topmost
full join facts using (source_system, ad_account_key, performance_date)
where topmost.reported_spend is distinct from facts.fact_spend
