-- Zoho sells products through quotes. A deal may have several: the one that was won counts, else
-- the newest, or the deal would be offered twice.
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

counted as (

    select * from quotes
    where deal_id is not null
    qualify
        row_number() over (
            partition by deal_id
            order by
                case when lower(quote_stage) = 'closed won' then 0 else 1 end,
                coalesce(modified_time, created_time) desc nulls last,
                id asc
        ) = 1

),

-- API v2 calls the lines Product_Details, v2.1 and later Quoted_Items.
lines as (

    select
        id as quote_id,
        deal_id,
        unnest(product_details) as item,
        generate_subscripts(product_details, 1) as line_number
    from counted

),

later_lines as (

    select
        id as quote_id,
        deal_id,
        unnest(quoted_items) as item,
        generate_subscripts(quoted_items, 1) as line_number
    from counted

),

written as (

    select
        quote_id,
        deal_id,
        line_number,
        item['id'] as line_id,
        item['product']['id'] as product_id,
        item['product']['name'] as product_name,
        item['quantity'] as quantity,
        item['list_price'] as unit_price,
        coalesce(item['total_after_discount'], item['total']) as total_amount
    from lines

    union all

    select
        quote_id,
        deal_id,
        line_number,
        item['id'] as line_id,
        item['Product_Name']['id'] as product_id,
        item['Product_Name']['name'] as product_name,
        item['Quantity'] as quantity,
        item['List_Price'] as unit_price,
        coalesce(item['Total_After_Discount'], item['Total']) as total_amount
    from later_lines

),

renamed as (

    select
        {{ source_key('zoho_crm', "coalesce(line_id, quote_id || ':' || line_number)") }}
            as opportunity_line_key,
        {{ source_key('zoho_crm', 'deal_id') }} as opportunity_key,
        {{ source_key('zoho_crm', 'product_id') }} as product_key,
        product_name,
        quantity,
        unit_price,
        total_amount

    from written

)

select * from renamed
