with

goals as (

    select * from {{ ref('int_attribution__valued_goals') }}

),

models as (

    select * from {{ ref('int_attribution__models') }}

),

weights as (

    select * from {{ ref('int_attribution__weights') }}

),

shares as (

    select * from {{ ref('int_attribution__shares') }}

),

remainders as (

    select * from {{ ref('int_attribution__remainders') }}

),

credited as (

    select
        goals.goal_key,
        weights.touchpoint_key,
        models.attribution_model,
        models.attribution_scope,
        weights.weight,
        cast(
            {{ share_of('goals.goal_value', 'weights.weight') }}
            + coalesce(remainders.rounding_error, 0) as decimal(18, 6)
        ) as credit_amount

    from weights
    inner join goals on weights.goal_number = goals.goal_number
    inner join models on weights.model_number = models.model_number
    left join remainders
        on
        goals.goal_key = remainders.goal_key
        and weights.model_number = remainders.model_number
        and weights.touch_number = remainders.touch_number

),

-- What nobody touched stays in the ledger, or the models would promise more than there was.
untouched as (

    select
        goals.goal_key,
        '(no touch)' as touchpoint_key,
        models.attribution_model,
        models.attribution_scope,
        cast(1 as decimal(19, 18)) as weight,
        goals.goal_value as credit_amount

    from goals
    cross join models
    left join shares
        on goals.goal_number = shares.goal_number and models.model_number = shares.model_number
    where shares.goal_number is null

),

ledger as (

    select * from credited
    union all
    select * from untouched

)

select * from ledger
