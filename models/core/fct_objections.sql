with

feedback as (

    select * from {{ ref('fct_feedback') }}

),

migrated as (

    select * from {{ ref('int_crm__migrated_opportunities') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

objection_types as (

    select * from {{ ref('objection_types') }}

),

raised as (

    select
        feedback.feedback_key as objection_key,
        opportunities.opportunity_key,
        coalesce(feedback.owner_key, opportunities.owner_key, '(no owner)') as owner_key,
        feedback.reason as source_reason,
        feedback.given_at as raised_at,
        feedback.feedback_date as raised_date,

        -- what was said after the signature is nothing that the deal had to overcome
        case
            when opportunities.is_won and opportunities.closed_at >= feedback.given_at then true
            when opportunities.is_lost then false
        end as is_resolved

    from feedback
    left join migrated on feedback.opportunity_key = migrated.old_opportunity_key
    inner join opportunities
        on coalesce(migrated.opportunity_key, feedback.opportunity_key)
        = opportunities.opportunity_key
    where feedback.feedback_type = 'objection'

),

typed as (

    select
        raised.objection_key,
        raised.opportunity_key,
        raised.owner_key,
        coalesce(objection_types.objection_type, 'other') as objection_type,
        raised.source_reason,
        raised.raised_at,
        raised.raised_date,
        raised.is_resolved

    from raised
    left join objection_types on lower(raised.source_reason) like objection_types.reason_pattern
    qualify
        row_number() over (
            partition by raised.objection_key
            order by objection_types.rule_order asc nulls last
        ) = 1

)

select * from typed
