-- Who got to a later stage has passed the earlier ones at the latest then.
with

signs as (

    select * from {{ ref('int_funnel__joint_signs') }}

),

joint_stages as (

    select
        *,
        case
            when has_value then 'deal'
            when audience_stage is not null then 'audience'
            else 'lead'
        end as part

    from {{ ref('joint_stages') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

firsts as (

    select
        unit,
        member_key,
        stage_order,
        min(shown_at) as shown_at,
        bool_and(is_over) as is_over

    from signs
    group by unit, member_key, stage_order

),

-- Who is in the middle of several leads or deals is out when all of them are over.
ends as (

    select
        firsts.unit,
        firsts.member_key,
        joint_stages.part,
        bool_and(firsts.is_over) as is_over

    from firsts
    inner join joint_stages on firsts.stage_order = joint_stages.stage_order
    group by firsts.unit, firsts.member_key, joint_stages.part

),

members as (

    select
        unit,
        member_key,
        max(stage_order) as furthest_order

    from firsts
    group by unit, member_key

),

passed as (

    select
        members.unit,
        members.member_key,
        members.furthest_order,
        joint_stages.joint_stage,
        joint_stages.stage_order,
        joint_stages.owner_team,
        joint_stages.is_hand_off,
        joint_stages.part,
        firsts.shown_at,
        min(firsts.shown_at) over (
            partition by members.unit, members.member_key
            order by joint_stages.stage_order desc
            rows between unbounded preceding and current row
        ) as reached_at

    from members
    inner join joint_stages
        on
        members.furthest_order >= joint_stages.stage_order
        and (members.unit != 'deals' or joint_stages.has_value)
    left join firsts
        on
        members.unit = firsts.unit
        and members.member_key = firsts.member_key
        and joint_stages.stage_order = firsts.stage_order

),

compared as (

    select
        *,
        shown_at is null or shown_at > reached_at as is_imputed,
        first_value(reached_at) over stages as first_reached_at,
        lead(reached_at) over stages as next_reached_at,
        lead(coalesce(shown_at > reached_at, true)) over stages as is_next_imputed

    from passed
    window stages as (partition by unit, member_key order by stage_order)

),

described as (

    select
        compared.unit || ':' || compared.member_key || ':' || compared.joint_stage
            as joint_stage_key,
        compared.unit,
        compared.member_key,
        compared.joint_stage,
        compared.stage_order,
        compared.owner_team,
        compared.is_hand_off,
        compared.reached_at,
        cast(compared.reached_at as date) as reached_date,
        compared.is_imputed,
        compared.shown_at is null as is_skipped,
        compared.furthest_order > compared.stage_order as has_moved_on,
        compared.furthest_order = compared.stage_order
        and compared.joint_stage not in ('won', 'expansion')
        and coalesce(ends.is_over, false) as is_dropped,
        compared.first_reached_at,
        case
            when not compared.is_imputed and not compared.is_next_imputed
                then {{ days_between('compared.reached_at', 'compared.next_reached_at') }}
        end as days_to_next_stage,
        case when compared.unit = 'deals' then coalesce(opportunities.reporting_amount, 0) end
            as reporting_amount

    from compared
    left join ends
        on
        compared.unit = ends.unit
        and compared.member_key = ends.member_key
        and compared.part = ends.part
    left join opportunities
        on compared.unit = 'deals' and compared.member_key = opportunities.opportunity_key

)

select * from described
