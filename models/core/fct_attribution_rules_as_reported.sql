with

rules_before as (

    select * from {{ ref('int_attribution__rules_before') }}

),

closing as (

    select * from {{ ref('int_attribution__closing') }}

),

rules as (

    select * from {{ ref('int_attribution__rules') }}

),

written_down as (

    select
        frozen_date,
        rule_kind,
        rule_name,
        rule_text
    from rules_before

    union all

    select
        closing.frozen_date,
        rules.rule_kind,
        rules.rule_name,
        rules.rule_text
    from rules
    cross join closing

)

select * from written_down
