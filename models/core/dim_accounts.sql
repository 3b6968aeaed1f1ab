with

accounts as (

    select * from {{ ref('int_crm__accounts') }}

),

account_records as (

    select * from {{ ref('int_identity__account_records') }}

),

user_records as (

    select * from {{ ref('int_identity__user_records') }}

),

ultimate_parents as (

    select * from {{ ref('int_identity__ultimate_parents') }}

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

-- What the record that speaks for a company leaves open, one in another CRM may say.
other_records as (

    select
        account_records.account_key,
        min(accounts.industry) as industry,
        min(accounts.country) as country,
        min(accounts.region) as region,
        min(accounts.account_type) as account_type,
        max(accounts.employee_count) as employee_count,
        max(accounts.annual_revenue) as annual_revenue,
        count(*) as other_records

    from account_records
    inner join accounts on account_records.account_record_key = accounts.account_key
    where account_records.account_record_key != account_records.account_key
    group by account_records.account_key

),

companies as (

    select
        accounts.account_key,
        accounts.source_system,
        accounts.account_name,
        accounts.website,
        coalesce(accounts.industry, other_records.industry) as industry,
        coalesce(accounts.country, other_records.country) as country,
        coalesce(accounts.region, other_records.region) as region,
        coalesce(accounts.account_type, other_records.account_type) as account_type,
        coalesce(accounts.employee_count, other_records.employee_count) as employee_count,
        coalesce(accounts.annual_revenue, other_records.annual_revenue) as annual_revenue,
        coalesce(parents.account_key, accounts.parent_account_key) as parent_account_key,
        coalesce(user_records.owner_key, accounts.owner_key) as owner_key,
        cast(1 + coalesce(other_records.other_records, 0) as integer) as crm_records,
        accounts.created_at

    from accounts
    inner join account_records
        on
        accounts.account_key = account_records.account_record_key
        and accounts.account_key = account_records.account_key
    left join other_records on accounts.account_key = other_records.account_key
    left join account_records as parents
        on accounts.parent_account_key = parents.account_record_key
    left join user_records on accounts.owner_key = user_records.user_record_key

),

described as (

    select
        companies.account_key,
        companies.source_system,
        companies.crm_records,
        coalesce(companies.account_name, '(not set)') as account_name,
        {{ website_domain('companies.website') }} as domain,
        coalesce(companies.industry, '(not set)') as industry,
        coalesce(companies.country, '(not set)') as country,
        coalesce(companies.region, '(not set)') as region,
        coalesce(companies.account_type, '(not set)') as account_type,
        companies.employee_count,

        -- the European Commission's size classes of companies
        case
            when companies.employee_count is null then '(not set)'
            when companies.employee_count < 10 then 'micro'
            when companies.employee_count < 50 then 'small'
            when companies.employee_count < 250 then 'medium'
            else 'large'
        end as size_class,
        companies.annual_revenue,
        companies.parent_account_key,
        coalesce(ultimate_parents.ultimate_parent_key, companies.account_key)
            as ultimate_parent_key,
        companies.owner_key,
        companies.created_at,
        won.customer_since_date,
        won.customer_since_date is not null as is_customer

    from companies
    left join won on companies.account_key = won.account_key
    left join ultimate_parents on companies.account_key = ultimate_parents.account_key

)

select * from described
