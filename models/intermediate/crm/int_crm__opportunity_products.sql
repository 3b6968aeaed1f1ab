-- Which part of a deal each product makes up: by its lines, else by the product named on the deal.
with

opportunities as (

    select * from {{ ref('int_crm__current_opportunities') }}

),

lines as (

    select * from {{ ref('int_crm__opportunity_lines') }}

),

aliases as (

    select * from {{ ref('product_aliases') }}

),

catalogue as (

    select * from {{ ref('int_crm__product_catalogue') }}

),

-- A name leads to one product, even where two systems sell under it.
products_by_name as (

    select
        lower(product_name) as name_key,
        min(product_key) as product_key

    from catalogue
    group by lower(product_name)

),

parts as (

    select
        lines.opportunity_line_key,
        lines.opportunity_key,
        lines.product_key,
        lines.product_name,
        lines.quantity,
        lines.total_amount

    from lines
    inner join opportunities on lines.opportunity_key = opportunities.opportunity_key

    union all

    select
        opportunities.opportunity_key || ':whole' as opportunity_line_key,
        opportunities.opportunity_key,
        cast(null as varchar) as product_key,
        opportunities.product_name,
        cast(null as decimal(18, 4)) as quantity,
        opportunities.amount as total_amount

    from opportunities
    left join lines on opportunities.opportunity_key = lines.opportunity_key
    where lines.opportunity_key is null

),

resolved as (

    select
        parts.opportunity_line_key,
        parts.opportunity_key,
        coalesce(catalogue.product_key, products_by_name.product_key) as product_key,
        parts.quantity,
        parts.total_amount

    from parts
    left join catalogue on parts.product_key = catalogue.product_key
    left join aliases on lower(trim(parts.product_name)) = aliases.source_product
    left join products_by_name
        on lower(coalesce(aliases.product_name, trim(parts.product_name)))
        = products_by_name.name_key

),

-- Lines rarely add up to the amount of the deal, so they say only how to share it.
weighed as (

    select
        *,
        sum(total_amount) over (partition by opportunity_key) as lines_amount,
        count(*) over (partition by opportunity_key) as line_count,
        min(coalesce(total_amount, 0)) over (partition by opportunity_key) as least_amount

    from resolved

),

shared as (

    select
        opportunity_line_key,
        opportunity_key,
        product_key,
        quantity,
        total_amount as line_amount,
        cast(
            case
                when lines_amount > 0 and least_amount >= 0
                    then cast(coalesce(total_amount, 0) as double) / cast(lines_amount as double)
                else 1.0 / line_count
            end
            as decimal(19, 18)
        ) as deal_share,
        row_number() over (
            partition by opportunity_key
            order by coalesce(total_amount, 0) desc, opportunity_line_key
        ) = 1 as is_main

    from weighed

)

select * from shared
