-- Models and scopes in numbers. A lens is what a model looks at: whose touches, of which side, and
-- which of those. Many models share one, so touches are put in order once per lens.
with

models as (

    select * from {{ ref('attribution_models') }}

),

scopes as (

    select * from {{ ref('attribution_scopes') }}

),

scoped as (

    select
        models.attribution_model,
        models.attribution_scope,
        models.kind,
        models.touches,
        models.first_weight,
        models.lead_weight,
        models.opportunity_weight,
        models.close_weight,
        models.last_weight,
        models.half_life_days,
        models.markov_order,
        scopes.side,
        scopes.people = 'buying_group' as has_role_weights,
        case scopes.people when 'buying_group' then 'opportunity_contacts' else scopes.people end
            as people

    from models
    inner join scopes on models.attribution_scope = scopes.attribution_scope

),

numbered as (

    select
        *,
        cast(
            row_number() over (order by attribution_scope, attribution_model) as integer
        ) as model_number,
        cast(
            dense_rank() over (order by people, coalesce(side, ''), touches) as integer
        ) as lens_number

    from scoped

)

select * from numbered
