with

reported as (

    select
        frozen_date,
        rule_kind,
        rule_name,
        rule_text
    from {{ ref('fct_attribution_rules_as_reported') }}

),

closings as (

    select distinct frozen_date from reported

),

current_rules as (

    select
        closings.frozen_date,
        rules.rule_kind,
        rules.rule_name,
        rules.rule_text

    from {{ ref('int_attribution__rules') }} as rules
    cross join closings

),

stacked as (

    select * from reported
    union all
    select * from current_rules

),

-- A rule that is new, or no more, stands here once.
changed as (

    select
        frozen_date,
        rule_kind,
        rule_name

    from stacked
    group by frozen_date, rule_kind, rule_name
    having count(*) = 1 or min(rule_text) != max(rule_text)

)

select * from changed
