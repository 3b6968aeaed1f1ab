with

responses as (

    select
        *,
        cast(date_trunc('month', response_date) as date) as month_start_date

    from {{ ref('fct_survey_responses') }}
    where survey_type in ('nps', 'csat') and response_date is not null

),

companies as (

    select * from {{ ref('dim_accounts') }}

),

-- How it ended up: the standing on the day of the refresh, not on that of the answer.
standings as (

    select
        account_key,
        is_customer_at_end,
        value_end

    from {{ ref('fct_customer_months') }}
    where account_key is not null
    qualify
        row_number() over (
            partition by account_key
            order by month_start_date desc, customer_key asc
        ) = 1

),

placed as (

    select
        responses.month_start_date,
        responses.survey_type,
        responses.account_key,
        responses.nps_group,
        responses.is_satisfied,
        coalesce(companies.size_class, '(not set)') as size_class,
        coalesce(standings.value_end, 0) as value_today,
        case
            when standings.is_customer_at_end then 'kept'
            when standings.account_key is not null then 'left'
            else 'no customer'
        end as customer_standing,
        row_number() over (
            partition by
                responses.month_start_date, responses.survey_type, responses.account_key
            order by responses.responded_at, responses.survey_response_key
        ) = 1
        and responses.account_key is not null as is_first_of_company

    from responses
    left join companies on responses.account_key = companies.account_key
    left join standings on responses.account_key = standings.account_key

),

counted as (

    select
        month_start_date,
        survey_type,
        customer_standing,
        size_class,
        cast(
            count(*) filter (
                where nps_group in ('promoter', 'passive', 'detractor') or is_satisfied is not null
            ) as bigint
        ) as responses,
        cast(count(*) filter (where is_first_of_company) as bigint) as companies,
        cast(count(*) filter (where nps_group = 'promoter') as bigint) as promoters,
        cast(count(*) filter (where nps_group = 'passive') as bigint) as passives,
        cast(count(*) filter (where nps_group = 'detractor') as bigint) as detractors,
        cast(count(*) filter (where is_satisfied) as bigint) as satisfied_responses,
        cast(
            coalesce(sum(value_today) filter (where is_first_of_company), 0) as decimal(18, 2)
        ) as customer_amount

    from placed
    group by month_start_date, survey_type, customer_standing, size_class

),

rated as (

    select
        *,
        case
            when survey_type = 'nps'
                then 100 * cast(promoters - detractors as double) / nullif(responses, 0)
        end as nps,
        case
            when survey_type = 'csat'
                then cast(satisfied_responses as double) / nullif(responses, 0)
        end as satisfaction_rate

    from counted

)

select * from rated
