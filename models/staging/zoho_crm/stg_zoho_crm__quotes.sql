with

deleted_records as (

    select * from {{ ref('stg_zoho_crm__deleted_records') }}

),

-- a record that came back from the recycle bin has changed since
quotes as (

    select quotes.*
    from {{ source('zoho_crm', 'quotes') }} as quotes
    left join deleted_records
        on
        quotes.id = deleted_records.record_id
        and coalesce(quotes.modified_time <= deleted_records.deleted_at, true)
    where not quotes._is_deleted and deleted_records.record_id is null

),

lines as (

    select
        id as quote_id,
        unnest(product_details) as item
    from quotes

),

later_lines as (

    select
        id as quote_id,
        unnest(quoted_items) as item
    from quotes

),

priced as (

    select
        quote_id,
        item['quantity'] * item['list_price'] as list_price,
        item['total'] as total
    from lines

    union all

    select
        quote_id,
        item['Quantity'] * item['List_Price'] as list_price,
        item['Total'] as total
    from later_lines

),

list_prices as (

    select
        quote_id,
        cast(sum(list_price) as decimal(18, 4)) as list_amount,
        cast(sum(total) as decimal(18, 4)) as line_amount

    from priced
    group by quote_id

),

renamed as (

    select
        -- keys
        {{ source_key('zoho_crm', 'quotes.id') }} as quote_key,
        {{ source_key('zoho_crm', 'quotes.deal_id') }} as opportunity_key,

        -- attributes
        quotes.subject as quote_name,
        quotes.quote_stage as source_status,
        upper(quotes.currency) as currency_code,

        -- measures: the grand total has tax in it
        coalesce(list_prices.list_amount, quotes.sub_total) as list_amount,
        coalesce(
            quotes.sub_total - coalesce(quotes.discount, 0),
            quotes.grand_total,
            list_prices.line_amount
        ) as amount,

        -- times
        coalesce(quotes.created_time, quotes.modified_time) as created_at,
        quotes.sent_at,
        quotes.legal_started_at,
        quotes.legal_finished_at,
        quotes.decided_at,
        quotes.valid_till as expires_date

    from quotes
    left join list_prices on quotes.id = list_prices.quote_id

)

select * from renamed
