with

accounts as (

    select account_key from {{ ref('dim_accounts') }}

),

people as (

    select
        account_key,
        count(*) as known_people

    from {{ ref('dim_people') }}
    where account_key is not null and not is_internal
    group by account_key

),

-- Of sales, whatever a rep did for the company counts, answered or not; of marketing and partners,
-- what the company did.
touches as (

    select
        account_key,
        person_key,
        touch_date,
        side = 'sales' as is_sales,
        {{ days_between('touch_date', as_of()) }} as age_days

    from {{ ref('fct_touchpoints') }}
    where
        account_key is not null
        and touch_date <= {{ as_of() }}
        and (
            is_creditable
            or (
                side = 'sales'
                and not_creditable_reason in ('kind earns no credit', 'no answer')
            )
        )

),

engagement as (

    select
        account_key,
        count(distinct person_key) filter (where age_days < 90 and not is_sales) as engaged_people,
        count(*) filter (where age_days < 30 and not is_sales) as marketing_touches_30_days,
        count(*) filter (where age_days < 90 and not is_sales) as marketing_touches_90_days,
        count(*) filter (where age_days < 30 and is_sales) as sales_touches_30_days,
        count(*) filter (where age_days < 90 and is_sales) as sales_touches_90_days,
        count(*) filter (where age_days < 30) as touches_30_days,
        count(*) filter (where age_days between 30 and 59) as touches_30_days_before,
        max(touch_date) filter (where not is_sales) as last_marketing_touch_date,
        max(touch_date) filter (where is_sales) as last_sales_touch_date,
        max(touch_date) as last_touch_date

    from touches
    group by account_key

),

scores as (

    select
        account_key,
        score as nps_score,
        nps_group,
        response_date as nps_date

    from {{ ref('fct_survey_responses') }}
    where
        survey_type = 'nps'
        and account_key is not null
        and score is not null
        and response_date <= {{ as_of() }}
    qualify
        row_number() over (
            partition by account_key
            order by responded_at desc, survey_response_key asc
        ) = 1

),

joined as (

    select
        accounts.account_key,
        coalesce(people.known_people, 0) as known_people,
        coalesce(engagement.engaged_people, 0) as engaged_people,
        coalesce(engagement.marketing_touches_30_days, 0) as marketing_touches_30_days,
        coalesce(engagement.marketing_touches_90_days, 0) as marketing_touches_90_days,
        coalesce(engagement.sales_touches_30_days, 0) as sales_touches_30_days,
        coalesce(engagement.sales_touches_90_days, 0) as sales_touches_90_days,
        coalesce(engagement.touches_30_days, 0) as touches_30_days,
        coalesce(engagement.touches_30_days_before, 0) as touches_30_days_before,
        engagement.last_marketing_touch_date,
        engagement.last_sales_touch_date,
        {{ days_between('engagement.last_touch_date', as_of()) }} as days_since_touch,
        {{ days_between('engagement.last_sales_touch_date', as_of()) }} as days_since_sales_touch,
        scores.nps_score,
        coalesce(scores.nps_group, '(not set)') as nps_group,
        scores.nps_date

    from accounts
    left join people on accounts.account_key = people.account_key
    left join engagement on accounts.account_key = engagement.account_key
    left join scores on accounts.account_key = scores.account_key

),

-- One touch more or less is no trend.
trended as (

    select
        *,
        case
            when touches_30_days = 0 and touches_30_days_before = 0 then 'silent'
            when touches_30_days > touches_30_days_before + 1 then 'rising'
            when touches_30_days < touches_30_days_before - 1 then 'falling'
            else 'steady'
        end as engagement_trend

    from joined

)

select * from trended
