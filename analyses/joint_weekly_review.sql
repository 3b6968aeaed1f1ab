-- What moved in the last week that is over, the largest parts of each measure first; the page of it
-- is what `onefunnel review` writes.
with

weeks as (

    select max(week_start_date) as week_start_date
    from {{ ref('joint__weekly_review') }}
    where is_week_over

),

moved as (

    select
        review.measure,
        review.breakdown,
        review.breakdown_name,
        review.week_value,
        review.value_week_before,
        review.mean_4_weeks,
        review.change_from_mean

    from {{ ref('joint__weekly_review') }} as review
    inner join weeks on review.week_start_date = weeks.week_start_date
    order by
        review.measure asc,
        review.breakdown asc,
        abs(review.change_from_mean) desc,
        review.breakdown_name asc

)

select * from moved
