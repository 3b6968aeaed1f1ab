{#- The normal approximation asks for so many deals of a side. -#}
{%- set least_deals = 20 -%}
{%- set levels = {'all': "'(all)'", 'segment': 'segment', 'size_class': 'size_class'} -%}
{%- set measures = {
    'win_rate': ('is_decided', 'case when is_won then 1 else 0 end'),
    'cycle_days': ('is_won and cycle_days is not null', 'cycle_days'),
    'deal_amount': ('is_won and reporting_amount is not null', 'reporting_amount'),
} -%}

with

deals as (

    select * from {{ ref('fct_deal_warm_up') }}

),

measured as (
    {% for level, member in levels.items() %}
        {% for measure, (is_measured, value) in measures.items() %}

            select
                '{{ measure }}' as measure,
                '{{ level }}' as comparison_level,
                {{ member }} as comparison_value,
                segment,
                size_class,
                warm_up_group,
                cast({{ value }} as decimal(18, 2)) as measured_value

            from deals
            where {{ is_measured }}

            {% if not (loop.last and level == 'size_class') %}
                union all
            {% endif %}
        {% endfor %}
    {% endfor %}

),

-- Deals of one segment and size are compared with each other. Sums of decimals are the same in
-- whatever order they are taken.
strata as (

    select
        measure,
        comparison_level,
        comparison_value,
        segment,
        size_class,
        {% for side in ['warm', 'cold'] %}
            cast(count(*) filter (where warm_up_group = '{{ side }}') as double)
                as {{ side }}_deals,
            cast(
                coalesce(sum(measured_value) filter (where warm_up_group = '{{ side }}'), 0)
                as double
            ) as {{ side }}_sum,
            cast(
                coalesce(
                    sum(measured_value * measured_value)
                    filter (where warm_up_group = '{{ side }}'),
                    0
                ) as double
            ) as {{ side }}_squares,
        {% endfor %}
        cast(count(*) filter (where warm_up_group = 'no sales touch') as double) as unknown_deals

    from measured
    group by measure, comparison_level, comparison_value, segment, size_class

),

-- Each stratum weighs as many warm deals as it has: what the warm ones would have been, had they
-- been like the cold ones of their kind.
matched as (

    select
        *,
        warm_deals > 0 and cold_deals > 0 as is_matched,
        {% for side in ['warm', 'cold'] %}
            {{ side }}_sum / nullif({{ side }}_deals, 0) as {{ side }}_mean,
            greatest(
                {{ side }}_squares
                - {{ side }}_sum * {{ side }}_sum / nullif({{ side }}_deals, 0),
                0
            ) as {{ side }}_spread,
        {% endfor %}
        case when warm_deals > 0 and cold_deals > 0 then warm_deals else 0 end as weight

    from strata

),

summed as (

    select
        measure,
        comparison_level,
        comparison_value,
        sum(warm_deals) as warm_deals,
        sum(cold_deals) as cold_deals,
        sum(unknown_deals) as unknown_deals,
        sum(warm_sum) as warm_sum,
        sum(cold_sum) as cold_sum,
        count(*) filter (where is_matched) as matched_strata,
        count(*) filter (where not is_matched and warm_deals + cold_deals > 0) as dropped_strata,
        coalesce(sum(warm_deals) filter (where is_matched), 0) as matched_warm_deals,
        coalesce(sum(cold_deals) filter (where is_matched), 0) as matched_cold_deals,
        sum(weight * warm_mean) / nullif(sum(weight), 0) as matched_warm_value,
        {% for side in ['warm', 'cold'] %}
            -- strata are small: how far deals of a side lie apart is taken from all of them
            sum({{ side }}_spread) filter (where is_matched)
            / nullif(
                sum({{ side }}_deals - 1) filter (where is_matched), 0
            ) as {{ side }}_variance,
            sum(weight * weight / {{ side }}_deals) filter (where is_matched)
            / nullif(sum(weight) * sum(weight), 0) as {{ side }}_factor,
        {% endfor %}
        sum(weight * cold_mean) / nullif(sum(weight), 0) as matched_cold_value

    from matched
    group by measure, comparison_level, comparison_value

),

compared as (

    select
        *,
        matched_warm_value - matched_cold_value as lift,
        sqrt(warm_variance * warm_factor + cold_variance * cold_factor) as standard_error

    from summed

),

published as (

    select
        measure,
        comparison_level,
        comparison_value,
        cast(warm_deals as bigint) as warm_deals,
        cast(cold_deals as bigint) as cold_deals,
        cast(unknown_deals as bigint) as unknown_deals,
        round(warm_sum / nullif(warm_deals, 0), 6) as warm_value,
        round(cold_sum / nullif(cold_deals, 0), 6) as cold_value,
        round(warm_sum / nullif(warm_deals, 0) - cold_sum / nullif(cold_deals, 0), 6)
            as unmatched_lift,
        cast(matched_strata as bigint) as matched_strata,
        cast(dropped_strata as bigint) as dropped_strata,
        cast(matched_warm_deals as bigint) as matched_warm_deals,
        cast(matched_cold_deals as bigint) as matched_cold_deals,
        cast(warm_deals + cold_deals - matched_warm_deals - matched_cold_deals as bigint)
            as dropped_deals,
        round(matched_warm_value, 6) as matched_warm_value,
        round(matched_cold_value, 6) as matched_cold_value,
        round(lift, 6) as lift,
        round(standard_error, 6) as standard_error,
        round(lift - 1.96 * standard_error, 6) as lift_from,
        round(lift + 1.96 * standard_error, 6) as lift_to,
        coalesce(
            abs(lift) > 1.96 * standard_error
            and matched_warm_deals >= {{ least_deals }}
            and matched_cold_deals >= {{ least_deals }},
            false
        ) as is_significant

    from compared

)

select * from published
