with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

migrated as (

    select * from {{ ref('int_crm__migrated_opportunities') }}

),

statuses as (

    select * from {{ ref('quote_statuses') }}

),

fx_rates as (

    select * from {{ ref('int_finance__fx_rates') }}

),

quotes as (

    select
        quotes.*,
        coalesce(migrated.opportunity_key, quotes.opportunity_key) as deal_key

    from {{ ref('int_crm__quotes') }} as quotes
    left join migrated on quotes.opportunity_key = migrated.old_opportunity_key

),

-- A quote for a deal that was deleted is deleted with it.
described as (

    select
        -- keys
        quotes.quote_key,
        quotes.deal_key as opportunity_key,
        coalesce(opportunities.owner_key, '(no owner)') as owner_key,

        -- attributes
        quotes.source_system,
        coalesce(quotes.quote_name, '(not set)') as quote_name,
        cast(
            row_number() over (
                partition by coalesce(quotes.deal_key, quotes.quote_key)
                order by quotes.created_at asc nulls last, quotes.quote_key asc
            ) as bigint
        ) as version_number,
        coalesce(statuses.quote_status, 'unmapped') as quote_status,
        coalesce(quotes.source_status, '(not set)') as source_status,

        -- measures
        quotes.list_amount,
        quotes.amount,
        coalesce(
            quotes.currency_code, opportunities.currency_code, '{{ var("default_currency") }}'
        ) as currency_code,

        -- times
        quotes.created_at,
        quotes.sent_at,
        quotes.legal_started_at,
        quotes.legal_finished_at,
        quotes.decided_at,
        quotes.expires_date,
        row_number() over (
            partition by coalesce(quotes.deal_key, quotes.quote_key)
            order by quotes.created_at desc nulls first, quotes.quote_key desc
        ) = 1 as is_last_version

    from quotes
    left join opportunities on quotes.deal_key = opportunities.opportunity_key
    left join statuses on lower(trim(quotes.source_status)) = statuses.source_status
    where opportunities.opportunity_key is not null or quotes.deal_key is null

),

converted as (

    select
        described.quote_key,
        described.opportunity_key,
        described.owner_key,
        described.source_system,
        described.quote_name,
        described.version_number,
        described.quote_status,
        described.source_status,
        described.list_amount,
        described.amount,
        described.currency_code,
        cast(described.amount * fx_rates.rate_to_reporting as decimal(18, 2)) as reporting_amount,
        cast(described.list_amount - described.amount as double)
        / nullif(cast(described.list_amount as double), 0) as discount_rate,
        described.created_at,
        described.sent_at,
        described.legal_started_at,
        described.legal_finished_at,
        described.decided_at,
        described.expires_date,
        {{ days_between('described.created_at', 'described.sent_at') }} as days_to_send,
        {{ days_between('described.legal_started_at', 'described.legal_finished_at') }}
            as days_in_legal,
        {{ days_between('described.sent_at', 'described.decided_at') }} as days_to_decide,
        described.is_last_version

    from described
    left join fx_rates
        on
        described.currency_code = fx_rates.currency_code
        and coalesce(cast(described.created_at as date), {{ as_of() }}) >= fx_rates.valid_from
        and coalesce(cast(described.created_at as date), {{ as_of() }}) < fx_rates.valid_to

)

select * from converted
