-- The touches of a goal in their order, once for each lens that models look through.
with

goal_touches as (

    select * from {{ ref('int_attribution__goal_touches') }}

),

lenses as (

    select distinct
        lens_number,
        people,
        side,
        touches

    from {{ ref('int_attribution__models') }}

),

-- Touches that the lens wants and those it makes do with are put in order apart.
numbered as (

    select
        goal_touches.goal_number,
        lenses.lens_number,
        goal_touches.touchpoint_key,
        goal_touches.channel,
        goal_touches.weight_class,
        goal_touches.role_weight,
        goal_touches.touched_at,
        goal_touches.days_before,
        case lenses.touches
            when 'non_direct' then goal_touches.is_non_direct
            when 'paid' then goal_touches.is_paid
            else true
        end as is_wanted,
        cast(
            row_number() over (
                partition by goal_touches.goal_number, lenses.lens_number, is_wanted
                order by
                    goal_touches.touched_at,
                    goal_touches.touch_priority,
                    goal_touches.touchpoint_key
            ) as integer
        ) as touch_number

    from goal_touches
    inner join lenses
        on
        coalesce(lenses.side, goal_touches.side) = goal_touches.side
        and case lenses.people
            when 'account' then goal_touches.is_of_the_company
            when 'primary_contact' then goal_touches.is_of_the_main_contact
            else goal_touches.is_of_a_contact
        end

),

-- Where no touch is wanted, every touch is better than none.
wanted as (

    select distinct
        goal_number,
        lens_number

    from numbered
    where is_wanted and touch_number = 1

),

journeys as (

    select
        numbered.goal_number,
        numbered.lens_number,
        numbered.touch_number,
        numbered.touchpoint_key,
        numbered.channel,
        numbered.weight_class,
        numbered.role_weight,
        numbered.touched_at,
        numbered.days_before,
        count(*) over (
            partition by numbered.goal_number, numbered.lens_number, numbered.channel
        ) as touches_of_channel

    from numbered
    left join wanted
        on
        numbered.goal_number = wanted.goal_number
        and numbered.lens_number = wanted.lens_number
    where numbered.is_wanted or wanted.goal_number is null

)

select * from journeys
