-- Won revenue and won deals are the same number in every mart, per month, in every model and scope
-- of attribution. A refund is a won deal of negative value to the CRM, and a goal of its own here.
{{ config(group='joint') }}

with

crm as (

    select
        cast(date_trunc('month', close_date) as date) as month_start_date,
        count(*) as won_opportunities,
        coalesce(sum(reporting_amount), 0) as won_amount

    from {{ ref('fct_opportunities') }}
    where is_won and close_date is not null
    group by cast(date_trunc('month', close_date) as date)

),

published as (

    select
        'sales__results_by_rep' as mart,
        month_start_date,
        sum(won_opportunities) as won_opportunities,
        sum(won_amount) as won_amount

    from {{ ref('sales__results_by_rep') }}
    group by month_start_date
    having sum(won_opportunities) > 0

    union all

    select
        'sales__revenue_by_month' as mart,
        month_start_date,
        sum(won_opportunities) as won_opportunities,
        sum(revenue_amount) as won_amount

    from {{ ref('sales__revenue_by_month') }}
    group by month_start_date

    union all

    select
        'marketing__mix, ' || mix_element as mart,
        month_start_date,
        sum(won_opportunities) as won_opportunities,
        sum(revenue_amount) as won_amount

    from {{ ref('marketing__mix') }}
    where mix_element in ('price', 'place')
    group by mix_element, month_start_date

    union all

    select
        'joint__revenue' as mart,
        month_start_date,
        won_opportunities,
        revenue_amount as won_amount

    from {{ ref('joint__revenue') }}

    {% for member in ['channel', 'campaign', 'content', 'message', 'rep'] %}
        union all

        select
            'joint__attribution_by_{{ member }}, ' || attribution_model || ', ' || attribution_scope
                as mart,
            month_start_date,
            round(sum(credited_goals)) as won_opportunities,
            sum(credit_amount) as won_amount

        from {{ ref('joint__attribution_by_' ~ member) }}
        where goal_type in ('won', 'refund') and clock = 'close'
        group by attribution_model, attribution_scope, month_start_date
        having sum(credited_goals) > 0
    {% endfor %}

),

marts as (

    select distinct mart from published

),

expected as (

    select
        marts.mart,
        crm.*

    from marts
    cross join crm

)

select
    coalesce(expected.mart, published.mart) as mart,
    coalesce(expected.month_start_date, published.month_start_date) as month_start_date,
    expected.won_opportunities as won_in_crm,
    published.won_opportunities as won_in_mart,
    expected.won_amount as amount_in_crm,
    published.won_amount as amount_in_mart

from expected
full join published
    on
    expected.mart = published.mart
    and expected.month_start_date = published.month_start_date
where
    expected.mart is null
    or published.mart is null
    or expected.won_opportunities != published.won_opportunities
    or expected.won_amount != published.won_amount
