{%- set cuts = {'all': "'(all)'", 'lead_source_type': 'lead_source_type', 'channel': 'channel'} -%}
{%- set before = 'cut.mql_date < feedback.feedback_month_start_date' -%}
{%- set after = 'cut.mql_date >= feedback.next_month_start_date' -%}

with

mqls as (

    select * from {{ ref('fct_mqls') }}

),

cut as (

    {% for kind, member in cuts.items() %}
        select
            '{{ kind }}' as cut_kind,
            {{ member }} as cut_value,
            mql_date,
            outcome,
            feedbacks,
            ratings,
            rating_sum,
            cast(date_trunc('month', feedback_at) as date) as feedback_month_start_date

        from mqls
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

feedback as (

    select
        cut_kind,
        cut_value,
        feedback_month_start_date,
        {{ dbt.dateadd('month', 1, 'feedback_month_start_date') }} as next_month_start_date,
        count(*) as mqls_with_feedback,
        cast(sum(ratings) as bigint) as ratings,
        cast(sum(rating_sum) as bigint) as rating_sum,
        row_number() over (
            partition by cut_kind, cut_value
            order by feedback_month_start_date
        ) = 1 as is_first_feedback

    from cut
    where feedbacks > 0
    group by cut_kind, cut_value, feedback_month_start_date

),

-- MQLs of the month itself are in neither: nobody could have heeded what was not said yet.
counted as (

    select
        feedback.cut_kind,
        feedback.cut_value,
        feedback.feedback_month_start_date,
        feedback.mqls_with_feedback,
        feedback.ratings,
        feedback.rating_sum,
        feedback.is_first_feedback,
        {{ dbt.dateadd(
            'day', var('feedback_window_days'), 'feedback.next_month_start_date'
        ) }} <= {{ as_of() }} as is_window_over,
        count(*) filter (where {{ before }}) as mqls_before,
        count(*) filter (where {{ before }} and cut.outcome = 'accepted') as sals_before,
        count(*) filter (where {{ after }}) as mqls_after,
        count(*) filter (where {{ after }} and cut.outcome = 'accepted') as sals_after

    from feedback
    left join cut
        on
        feedback.cut_kind = cut.cut_kind
        and feedback.cut_value = cut.cut_value
        and feedback.feedback_month_start_date <= {{ dbt.dateadd(
            'day', var('feedback_window_days'), 'cut.mql_date'
        ) }}
        and {{ dbt.dateadd(
            'day', var('feedback_window_days'), 'feedback.next_month_start_date'
        ) }} > cut.mql_date
    group by
        feedback.cut_kind,
        feedback.cut_value,
        feedback.feedback_month_start_date,
        feedback.next_month_start_date,
        feedback.mqls_with_feedback,
        feedback.ratings,
        feedback.rating_sum,
        feedback.is_first_feedback

),

rated as (

    select
        *,
        cast(rating_sum as double) / nullif(ratings, 0) as average_rating,
        cast(sals_before as double) / nullif(mqls_before, 0) as acceptance_rate_before,
        cast(sals_after as double) / nullif(mqls_after, 0) as acceptance_rate_after,
        cast(sals_after as double) / nullif(mqls_after, 0)
        - cast(sals_before as double) / nullif(mqls_before, 0) as acceptance_difference,
        {{ newcombe_end('sals_after', 'mqls_after', 'sals_before', 'mqls_before', '-') }}
            as acceptance_difference_from,
        {{ newcombe_end('sals_after', 'mqls_after', 'sals_before', 'mqls_before', '+') }}
            as acceptance_difference_to

    from counted

),

judged as (

    select
        *,
        case
            when not is_window_over then 'too early'
            when acceptance_difference is null then 'nothing to compare'
            when acceptance_difference_from > 0 then 'better'
            when acceptance_difference_to < 0 then 'worse'
            else 'not told apart'
        end as quality_change

    from rated

)

select * from judged
