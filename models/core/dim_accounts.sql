with

accounts as (

    select * from {{ ref('int_crm__accounts') }}

),

won as (

    select
        account_key,
        min(close_date) as customer_since_date,
        count(*) as won_opportunities

    from {{ ref('fct_opportunities') }}
    where is_won and account_key is not null
    group by account_key

),

described as (

    select
        accounts.account_key,
        accounts.source_system,
        coalesce(accounts.account_name, '(not set)') as account_name,
        {{ website_domain('accounts.website') }} as domain,
        coalesce(accounts.industry, '(not set)') as industry,
        coalesce(accounts.country, '(not set)') as country,
        coalesce(accounts.region, '(not set)') as region,
        coalesce(accounts.account_type, '(not set)') as account_type,
        accounts.employee_count,

        -- the European Commission's size classes of companies
        case
            when accounts.employee_count is null then '(not set)'
            when accounts.employee_count < 10 then 'micro'
            when accounts.employee_count < 50 then 'small'
            when accounts.employee_count < 250 then 'medium'
            else 'large'
        end as size_class,
        accounts.annual_revenue,
        accounts.parent_account_key,
        accounts.owner_key,
        accounts.created_at,
        won.customer_since_date,
        won.customer_since_date is not null as is_customer

    from accounts
    left join won on accounts.account_key = won.account_key

)

select * from described
