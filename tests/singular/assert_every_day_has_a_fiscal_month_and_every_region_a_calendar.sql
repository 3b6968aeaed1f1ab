-- Numbers by fiscal period would leave out the days that no row of the seed covers; working days of
-- a region that no row names come from the row (any). Add the rows, or move calendar_start.
{{ config(group='platform') }}

select
    'no row of fiscal_months covers it' as reason,
    cast(date_day as varchar) as what

from {{ ref('dim_dates') }}
where fiscal_month_end_date is null

union all

select
    'business_calendars has no row for any other region' as reason,
    '(any)' as what

from {{ ref('business_calendars') }}
having count(*) filter (where region = '(any)') = 0
