-- Whatever a list of content, answers, feedback, meetings, trainings, quotas, budgets or costs
-- holds is in its core table, once, and nothing else is.
{{ config(group='platform') }}

{%- set tables = [
    ('int_content__content_items', 'dim_content', 'content_key'),
    ('int_content__content_uses', 'fct_content_uses', 'content_use_key'),
    ('int_voice__survey_responses', 'fct_survey_responses', 'survey_response_key'),
    ('int_alignment__feedback', 'fct_feedback', 'feedback_key'),
    ('int_alignment__meetings', 'fct_meetings', 'meeting_key'),
    ('int_alignment__trainings', 'fct_trainings', 'training_key'),
    ('int_planning__quotas', 'fct_quotas', 'quota_key'),
    ('int_planning__budgets', 'fct_budgets', 'budget_key'),
    ('int_planning__costs', 'fct_costs', 'cost_key'),
] %}

with

listed as (
    {% for from_list, core_table, key in tables %}
        select
            '{{ core_table }}' as core_table,
            {{ key }} as record_key
        from {{ ref(from_list) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

published as (
    {% for from_list, core_table, key in tables %}
        select
            '{{ core_table }}' as core_table,
            {{ key }} as record_key
        from {{ ref(core_table) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

listed_once as (

    select
        core_table,
        record_key,
        count(*) as copies

    from listed
    group by core_table, record_key

),

published_once as (

    select
        core_table,
        record_key,
        count(*) as copies

    from published
    group by core_table, record_key

)

select
    coalesce(listed_once.core_table, published_once.core_table) as core_table,
    coalesce(listed_once.record_key, published_once.record_key) as record_key,
    listed_once.copies as copies_listed,
    published_once.copies as copies_published

from listed_once
full join published_once
    on
    listed_once.core_table = published_once.core_table
    and listed_once.record_key = published_once.record_key
where listed_once.copies is distinct from published_once.copies
