with

dates as (

    select * from {{ ref('dim_dates') }}

),

periods as (
    {%- for period in ['month', 'quarter', 'year'] %}

        select distinct
            '{{ period }}' as period_type,
            fiscal_{{ period }}_start_date as period_start_date,
            fiscal_{{ period }}_end_date as period_end_date,
            {%- if period == 'month' %}
                cast(fiscal_year as varchar) || '-' || lpad(cast(fiscal_month as varchar), 2, '0')
            {%- elif period == 'quarter' %}
                cast(fiscal_year as varchar) || '-Q' || cast(fiscal_quarter as varchar)
            {%- else %}
                cast(fiscal_year as varchar)
            {%- endif %} as period_name
        from dates

        union all
    {%- endfor %}

    select distinct
        'week' as period_type,
        week_start_date as period_start_date,
        cast({{ dbt.dateadd('day', 6, 'week_start_date') }} as date) as period_end_date,
        cast(week_start_date as varchar) as period_name
    from dates

),

described as (

    select
        period_type || ':' || cast(period_start_date as varchar) as period_key,
        period_type,
        period_start_date,
        period_end_date,
        period_name,
        period_start_date <= {{ as_of() }} as has_begun,
        period_end_date <= {{ as_of() }} as is_over,
        period_start_date <= {{ as_of() }} and period_end_date >= {{ as_of() }} as is_current

    from periods

)

select * from described
