-- Each kind of group has every assignment of a training once, and the deals of its reps before and
-- after are all of new business that they decided on another day than that of the training.
{{ config(group='joint') }}

with

facts as (

    select
        training_name,
        count(*) as assigned_trainings,
        count(*) filter (where is_completed) as completed_trainings

    from {{ ref('fct_trainings') }}
    group by training_name

),

marts as (

    select
        training_name,
        group_kind,
        sum(assigned_trainings) as assigned_trainings,
        sum(completed_trainings) as completed_trainings

    from {{ ref('joint__enablement') }}
    group by training_name, group_kind

),

trained as (

    select
        training_name,
        owner_key,
        min(completed_date) as trained_date

    from {{ ref('fct_trainings') }}
    group by training_name, owner_key

),

deals as (

    select
        trained.training_name,
        count(*) as decided_opportunities

    from trained
    inner join {{ ref('fct_opportunities') }} as opportunities
        on
        trained.owner_key = opportunities.owner_key
        and trained.trained_date != cast(opportunities.closed_at as date)
    where
        opportunities.opportunity_type = 'new_business'
        and (opportunities.is_won or opportunities.is_lost)
    group by trained.training_name

),

results as (

    select
        training_name,
        group_kind,
        sum(trained_decided_opportunities) + sum(untrained_decided_opportunities)
            as decided_opportunities

    from {{ ref('joint__training_results') }}
    where comparison = 'before_after'
    group by training_name, group_kind

)

select
    facts.training_name,
    marts.group_kind

from facts
full join marts on facts.training_name = marts.training_name
left join deals on facts.training_name = deals.training_name
left join results
    on marts.training_name = results.training_name and marts.group_kind = results.group_kind
where
    facts.assigned_trainings is distinct from marts.assigned_trainings
    or facts.completed_trainings is distinct from marts.completed_trainings
    or coalesce(deals.decided_opportunities, 0)
    is distinct from coalesce(results.decided_opportunities, 0)
