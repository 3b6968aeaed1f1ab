-- By touch, by channel, by campaign or by side, the credit of a kind of goal is what its goals are
-- worth, in every model and scope: no join on the way loses or doubles any.
{{ config(group='joint') }}

with

goals as (

    select
        goals.goal_type,
        models.attribution_model,
        models.attribution_scope,
        count(*) as goals,
        sum(goals.goal_value) as goal_value

    from {{ ref('fct_goals') }} as goals
    cross join {{ ref('attribution_models') }} as models
    where goals.reached_at is not null
    group by 1, 2, 3

),

touched as (

    select
        goals.goal_type,
        ledger.attribution_model,
        ledger.attribution_scope,
        campaigns.campaign_key,
        coalesce(touchpoints.side, '(no touch)') as side,
        ledger.weight,
        ledger.credit_amount

    from {{ ref('fct_attribution') }} as ledger
    inner join {{ ref('fct_goals') }} as goals on ledger.goal_key = goals.goal_key
    left join {{ ref('fct_touchpoints') }} as touchpoints
        on ledger.touchpoint_key = touchpoints.touchpoint_key
    left join {{ ref('dim_campaigns') }} as campaigns
        on touchpoints.campaign_key = campaigns.campaign_key
    where goals.reached_at is not null

),

sums as (

    select
        'campaign and side' as summed_by,
        goal_type,
        attribution_model,
        attribution_scope,
        sum(weight) as weight,
        sum(credit_amount) as credit_amount

    from touched
    group by 2, 3, 4

    union all

    select
        'channel, by the clock of the ' || clock as summed_by,
        goal_type,
        attribution_model,
        attribution_scope,
        sum(credited_goals) as weight,
        sum(credit_amount) as credit_amount

    from {{ ref('joint__attribution_by_channel') }}
    group by 1, 2, 3, 4

)

select
    sums.*,
    goals.goals,
    goals.goal_value

from goals
full outer join sums
    on
    goals.goal_type = sums.goal_type
    and goals.attribution_model = sums.attribution_model
    and goals.attribution_scope = sums.attribution_scope
where
    sums.goal_type is null
    or abs(sums.weight - coalesce(goals.goals, 0)) > 1e-9 * (1 + coalesce(goals.goals, 0))
    or sums.credit_amount != coalesce(goals.goal_value, 0)
