with

days as (

    select * from {{ ref('int_crm__opportunity_days') }}

),

opportunities as (

    select * from {{ ref('int_crm__opportunities') }}

),

user_records as (

    select * from {{ ref('int_identity__user_records') }}

),

stages as (

    select * from {{ ref('stages') }}

),

opportunity_types as (

    select * from {{ ref('opportunity_types') }}

),

account_records as (

    select * from {{ ref('int_identity__account_records') }}

),

categories as (

    select * from {{ ref('forecast_categories') }}

),

spells as (

    select
        days.*,
        coalesce(
            lead(days.changed_date) over (
                partition by days.opportunity_key
                order by days.changed_date
            ),
            cast('9999-12-31' as date)
        ) as next_changed_date

    from days

),

-- A CRM that does not remember owners had the one of today.
described as (

    select
        spells.opportunity_key,
        coalesce(account_records.account_key, opportunities.account_key) as account_key,
        coalesce(opportunity_types.opportunity_type, 'other') as opportunity_type,
        spells.changed_date,
        spells.next_changed_date,
        spells.stage,
        stages.stage_order,
        case
            when spells.is_deleted then 'deleted'
            when stages.is_won then 'won'
            when stages.is_closed then 'lost'
            else 'open'
        end as deal_status,
        coalesce(categories.forecast_category, stages.forecast_category) as forecast_category,
        coalesce(user_records.owner_key, spells.owner_key, opportunities.owner_key)
            as owner_key,
        spells.amount,
        coalesce(opportunities.currency_code, '{{ var("default_currency") }}') as currency_code,
        spells.close_date,
        spells.win_probability,
        spells.is_recorded

    from spells
    inner join opportunities on spells.opportunity_key = opportunities.opportunity_key
    inner join stages on spells.stage = stages.stage
    left join opportunity_types
        on lower(trim(opportunities.opportunity_type)) = opportunity_types.source_type
    left join account_records
        on opportunities.account_key = account_records.account_record_key
    left join categories
        on lower(trim(spells.forecast_category)) = categories.source_category
    left join user_records
        on coalesce(spells.owner_key, opportunities.owner_key) = user_records.user_record_key

)

select * from described
