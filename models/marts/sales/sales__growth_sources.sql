with

lead_sources as (

    select * from {{ ref('lead_sources') }}

),

deals as (

    select
        opportunities.*,
        cast(date_trunc('month', opportunities.created_at) as date) as created_month_start_date,
        coalesce(lead_sources.lead_source_type, 'other') as lead_source_type,
        coalesce(companies.size_class, '(not set)') as size_class,
        coalesce(companies.industry, '(not set)') as industry,
        coalesce(companies.country, '(not set)') as country

    from {{ ref('fct_opportunities') }} as opportunities
    left join lead_sources
        on lower(trim(opportunities.lead_source)) = lead_sources.source_name
    left join {{ ref('dim_accounts') }} as companies
        on opportunities.account_key = companies.account_key

),

first_sale as (

    select min(close_date) as first_close_date
    from deals
    where is_won

),

-- An industry in a country: a company nobody knows either of is in no market.
markets as (

    select
        industry,
        country,
        min(close_date) as entered_date

    from deals
    where is_won and industry != '(not set)' and country != '(not set)'
    group by industry, country

),

-- In the first year of the data every market looks new.
won as (

    select
        cast(date_trunc('month', deals.close_date) as date) as month_start_date,
        deals.size_class,
        deals.lead_source_type,
        deals.reporting_amount,
        markets.entered_date is not null
        and deals.close_date
        >= {{ dbt.dateadd('year', 1, 'first_sale.first_close_date') }} as is_judged,
        deals.close_date < {{ dbt.dateadd('year', 1, 'markets.entered_date') }} as is_new_market

    from deals
    cross join first_sale
    left join markets on deals.industry = markets.industry and deals.country = markets.country
    where deals.is_won and deals.close_date is not null

),

won_by_month as (

    select
        month_start_date,
        size_class,
        count(*) as won_opportunities,
        sum(reporting_amount) as won_amount,
        count(*) filter (where lead_source_type = 'referral') as won_referrals,
        sum(reporting_amount) filter (where lead_source_type = 'referral') as won_referral_amount,
        count(*) filter (where lead_source_type = 'partner') as won_partner_opportunities,
        sum(reporting_amount) filter (where lead_source_type = 'partner') as won_partner_amount,
        sum(reporting_amount) filter (where is_judged) as judged_market_amount,
        sum(reporting_amount) filter (where is_judged and is_new_market) as new_market_amount,
        count(*) filter (where is_judged and is_new_market) as won_in_new_markets

    from won
    group by month_start_date, size_class

),

created_by_month as (

    select
        created_month_start_date as month_start_date,
        size_class,
        count(*) as created_opportunities,
        sum(reporting_amount) as created_amount,
        count(*) filter (where lead_source_type = 'referral') as created_referrals,
        sum(reporting_amount) filter (where lead_source_type = 'referral')
            as created_referral_amount,
        count(*) filter (where lead_source_type = 'partner') as created_partner_opportunities,
        sum(reporting_amount) filter (where lead_source_type = 'partner')
            as created_partner_amount

    from deals
    where created_at is not null
    group by created_month_start_date, size_class

),

{%- set counts = [
    'created_opportunities', 'created_referrals', 'created_partner_opportunities',
    'won_opportunities', 'won_referrals', 'won_partner_opportunities', 'won_in_new_markets'
] %}
{%- set amounts = [
    'created_amount', 'created_referral_amount', 'created_partner_amount', 'won_amount',
    'won_referral_amount', 'won_partner_amount', 'judged_market_amount', 'new_market_amount'
] %}

together as (

    select
        coalesce(created_by_month.month_start_date, won_by_month.month_start_date)
            as month_start_date,
        coalesce(created_by_month.size_class, won_by_month.size_class) as size_class,
        {% for count in counts %}
            cast(coalesce({{ count }}, 0) as bigint) as {{ count }},
        {% endfor %}
        {% for amount in amounts %}
            cast(coalesce({{ amount }}, 0) as decimal(18, 2)) as {{ amount }},
        {% endfor %}
        won_by_month.judged_market_amount is not null as has_known_markets

    from created_by_month
    full join won_by_month
        on
        created_by_month.month_start_date = won_by_month.month_start_date
        and created_by_month.size_class = won_by_month.size_class

),

rated as (

    select
        *,
        cast(won_referral_amount as double)
        / nullif(cast(won_amount as double), 0) as referral_rate,
        cast(won_partner_amount as double)
        / nullif(cast(won_amount as double), 0) as partner_rate,
        cast(new_market_amount as double)
        / nullif(cast(judged_market_amount as double), 0) as new_market_rate

    from together

)

select * from rated
