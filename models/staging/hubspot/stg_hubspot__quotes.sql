with

quotes as (

    select * from {{ source('hubspot', 'quote') }}
    where not _is_deleted

),

merged_records as (

    select * from {{ ref('stg_hubspot__merged_records') }}
    where record_type = 'deal'

),

claims as (

    select
        quote_id,
        deal_id
    from {{ source('hubspot', 'quote_deal') }}
    where not _is_deleted

    union

    -- an export by hand or by Airbyte lists them on the quote
    select
        id as quote_id,
        unnest(regexp_extract_all(deal_ids, '\d+')) as deal_id
    from quotes

),

-- A quote is for one deal; of several the one that HubSpot made first counts.
quote_deals as (

    select
        claims.quote_id,
        min_by(
            coalesce(merged_records.record_id, claims.deal_id),
            try_cast(coalesce(merged_records.record_id, claims.deal_id) as bigint)
        ) as deal_id

    from claims
    left join merged_records on claims.deal_id = merged_records.merged_id
    group by claims.quote_id

),

renamed as (

    select
        -- keys
        {{ source_key('hubspot', 'quotes.id') }} as quote_key,
        {{ source_key('hubspot', 'quote_deals.deal_id') }} as opportunity_key,

        -- attributes: HubSpot's own status ends with approval
        quotes.property_hs_title as quote_name,
        coalesce(quotes.outcome, quotes.property_hs_status) as source_status,
        upper(quotes.property_hs_currency) as currency_code,

        -- measures
        quotes.list_amount,
        quotes.property_hs_quote_amount as amount,

        -- times
        quotes.property_hs_createdate as created_at,
        quotes.sent_at,
        quotes.legal_started_at,
        quotes.legal_finished_at,
        quotes.decided_at,
        cast(quotes.property_hs_expiration_date as date) as expires_date

    from quotes
    left join quote_deals on quotes.id = quote_deals.quote_id

)

select * from renamed
