with

opportunities as (

    select * from {{ ref('int_crm__current_opportunities') }}

),

stage_map as (

    select * from {{ ref('opportunity_stages') }}

),

stages as (

    select * from {{ ref('stages') }}

),

opportunity_types as (

    select * from {{ ref('opportunity_types') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

account_records as (

    select * from {{ ref('int_identity__account_records') }}

),

user_records as (

    select * from {{ ref('int_identity__user_records') }}

),

fx_rates as (

    select * from {{ ref('int_finance__fx_rates') }}

),

main_products as (

    select
        opportunity_products.opportunity_key,
        products.product_name,
        products.product_line

    from {{ ref('int_crm__opportunity_products') }} as opportunity_products
    inner join {{ ref('dim_products') }} as products
        on opportunity_products.product_key = products.product_key
    where opportunity_products.is_main

),

last_entries as (

    select
        opportunity_key,
        entered_at as last_entered_at

    from {{ ref('int_crm__stage_entries') }}
    where is_current and not is_imputed

),

-- The CRM's own flags win: it lets nobody win a deal by renaming a stage.
decided as (

    select
        opportunities.*,
        coalesce(account_records.account_key, opportunities.account_key) as company_key,
        coalesce(user_records.owner_key, opportunities.owner_key) as rep_key,
        coalesce(opportunities.is_won, stages.is_won, false) as decided_won,
        coalesce(opportunities.is_closed, stages.is_closed, false) as decided_closed,
        coalesce(opportunities.currency_code, '{{ var("default_currency") }}') as known_currency,

        -- a deal is worth the rate of the day it closes; the future has no rates yet
        least(coalesce(opportunities.close_date, {{ as_of() }}), {{ as_of() }}) as rate_date,
        case
            when stages.stage is not null then stages.stage
            when opportunities.is_won then 'won'
            when opportunities.is_closed then 'lost'
            else 'unmapped'
        end as known_stage

    from opportunities
    left join stage_map on lower(trim(opportunities.source_stage)) = stage_map.source_stage
    left join stages on stage_map.stage = stages.stage
    left join account_records on opportunities.account_key = account_records.account_record_key
    left join user_records on opportunities.owner_key = user_records.user_record_key

),

converted as (

    select
        decided.*,
        last_entries.last_entered_at,
        opportunity_types.opportunity_type as known_type,
        reps.region as rep_region,
        main_products.product_name as main_product_name,
        main_products.product_line,
        cast(decided.amount * fx_rates.rate_to_reporting as decimal(18, 2)) as reporting_amount

    from decided
    left join fx_rates
        on
        decided.known_currency = fx_rates.currency_code
        and decided.rate_date >= fx_rates.valid_from
        and decided.rate_date < fx_rates.valid_to
    left join opportunity_types
        on lower(trim(decided.opportunity_type)) = opportunity_types.source_type
    left join reps on decided.rep_key = reps.owner_key
    left join main_products on decided.opportunity_key = main_products.opportunity_key
    left join last_entries on decided.opportunity_key = last_entries.opportunity_key

),

published as (

    select
        -- keys
        opportunity_key,
        company_key as account_key,
        rep_key as owner_key,
        primary_contact_key,
        campaign_key,

        -- attributes
        source_system,
        coalesce(opportunity_name, '(not set)') as opportunity_name,
        known_stage as stage,
        coalesce(source_stage, '(not set)') as source_stage,
        coalesce(source_pipeline, '(not set)') as source_pipeline,
        coalesce(known_type, 'other') as opportunity_type,
        coalesce(main_product_name, '(not set)') as product_name,
        coalesce(product_line, '(not set)') as product_line,
        coalesce(region, rep_region, '(not set)') as region,
        coalesce(lead_source, '(not set)') as lead_source,
        coalesce(loss_reason, '(not set)') as loss_reason,
        coalesce(competitor, '(not set)') as competitor,
        coalesce(forecast_category, '(not set)') as forecast_category,
        next_step,

        -- flags
        decided_closed as is_closed,
        decided_won as is_won,
        decided_closed and not decided_won as is_lost,

        -- measures
        amount,
        known_currency as currency_code,
        reporting_amount,
        win_probability,
        case
            when decided_closed then {{ days_between('created_at', 'close_date') }}
        end as days_to_close,

        -- times: a bare close date counts to the end of its day
        created_at,
        close_date,
        case
            when
                decided_closed
                and cast(last_entered_at as date) = close_date
                and last_entered_at > cast(close_date as timestamp)
                then last_entered_at
            when decided_closed then {{ end_of_day('close_date') }}
        end as closed_at

    from converted

)

select * from published
