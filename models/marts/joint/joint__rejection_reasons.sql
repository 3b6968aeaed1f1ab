with

mqls as (

    select
        *,
        cast(date_trunc('month', mql_date) as date) as month_start_date

    from {{ ref('fct_mqls') }}

),

rejected as (

    select
        month_start_date,
        lead_source_type,
        channel,
        rejection_reason,
        count(*) as rejected_mqls,
        count(*) filter (where feedbacks > 0) as rejected_mqls_with_feedback,
        count(*) filter (where feedback_reason = rejection_reason) as confirmed_mqls

    from mqls
    where outcome = 'rejected'
    group by month_start_date, lead_source_type, channel, rejection_reason

),

shared as (

    select
        *,
        cast(
            sum(rejected_mqls) over (partition by month_start_date, lead_source_type, channel)
            as bigint
        ) as source_rejected_mqls

    from rejected

),

rated as (

    select
        *,
        cast(rejected_mqls as double) / source_rejected_mqls as rejection_reason_rate

    from shared

)

select * from rated
