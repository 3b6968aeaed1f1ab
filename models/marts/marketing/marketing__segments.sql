{%- set kinds = ['industry', 'size_class', 'region', 'account_tier'] -%}

with

accounts as (

    select
        companies.*,
        account_tiers.account_tier,
        account_tiers.is_target

    from {{ ref('dim_accounts') }} as companies
    inner join {{ ref('dim_account_tiers') }} as account_tiers
        on companies.account_key = account_tiers.account_key

),

engaged_sessions as (

    select 'session:' || session_key as touchpoint_key
    from {{ ref('fct_sessions') }}
    where is_engaged

),

recent_touches as (

    select
        touchpoints.account_key,
        max(
            case
                when touchpoints.weight_class != 'glance' then 1
                when engaged_sessions.touchpoint_key is not null then 1
                else 0
            end
        ) = 1 as is_engaged

    from {{ ref('fct_touchpoints') }} as touchpoints
    left join engaged_sessions on touchpoints.touchpoint_key = engaged_sessions.touchpoint_key
    where
        touchpoints.is_creditable
        and touchpoints.side = 'marketing'
        and {{ days_between('touchpoints.touch_date', as_of()) }} >= 0
        and {{ days_between('touchpoints.touch_date', as_of()) }} < {{ var('reach_days') }}
    group by touchpoints.account_key

),

-- People we know there today, and those who took something up while they were there.
account_people as (

    select
        memberships.account_key,
        memberships.person_key

    from {{ ref('bridge_person_accounts') }} as memberships
    inner join {{ ref('dim_people') }} as people on memberships.person_key = people.person_key
    where memberships.is_current and not people.is_internal

    union distinct

    select
        account_key,
        person_key

    from {{ ref('fct_person_stages') }}
    where stage != 'awareness' and account_key is not null

),

people_by_account as (

    select
        account_key,
        count(*) as people

    from account_people
    group by account_key

),

deals_by_account as (

    select
        account_key,
        count(*) filter (where not is_closed) as open_deals,
        count(*) filter (where is_won) as won_deals,
        sum(reporting_amount) filter (where not is_closed) as open_amount,
        sum(reporting_amount) filter (where is_won) as won_amount

    from {{ ref('fct_opportunities') }}
    group by account_key

),

described as (

    select
        accounts.*,
        coalesce(people_by_account.people, 0) as people,
        recent_touches.account_key is not null as is_reached,
        coalesce(recent_touches.is_engaged, false) as is_engaged,
        coalesce(people_by_account.people, 0) >= {{ var('penetration_people') }}
            as is_penetrated,
        deals_by_account.open_deals,
        deals_by_account.won_deals,
        deals_by_account.open_amount,
        deals_by_account.won_amount

    from accounts
    left join people_by_account on accounts.account_key = people_by_account.account_key
    left join recent_touches on accounts.account_key = recent_touches.account_key
    left join deals_by_account on accounts.account_key = deals_by_account.account_key

),

segmented as (

    {% for kind in kinds %}
        select
            '{{ kind }}' as segment_kind,
            {{ kind }} as segment,
            *

        from described
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

counted as (

    select
        segment_kind,
        segment,
        cast(count(*) as bigint) as all_accounts,
        cast(count(*) filter (where is_target) as bigint) as target_accounts,
        cast(count(*) filter (where is_customer) as bigint) as customers,
        cast(sum(people) as bigint) as people,
        cast(count(*) filter (where is_reached) as bigint) as reached_accounts,
        cast(count(*) filter (where is_engaged) as bigint) as engaged_accounts,
        cast(count(*) filter (where is_penetrated) as bigint) as penetrated_accounts,
        cast(count(*) filter (where open_deals > 0) as bigint) as accounts_with_open_deal,
        cast(coalesce(sum(open_deals), 0) as bigint) as open_deals,
        cast(coalesce(sum(open_amount), 0) as decimal(18, 2)) as open_amount,
        cast(coalesce(sum(won_deals), 0) as bigint) as won_deals,
        cast(coalesce(sum(won_amount), 0) as decimal(18, 2)) as won_amount

    from segmented
    group by segment_kind, segment

),

rated as (

    select
        *,
        cast(reached_accounts as double) / nullif(all_accounts, 0) as reach_rate,
        cast(penetrated_accounts as double) / nullif(all_accounts, 0) as penetration_rate,
        cast(engaged_accounts as double) / nullif(all_accounts, 0) as engagement_rate,
        cast(customers as double) / nullif(all_accounts, 0) as customer_rate

    from counted

)

select * from rated
