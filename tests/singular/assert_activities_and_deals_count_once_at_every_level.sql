-- Each activity and each deal is in one period of each type and in one member of each level.
{{ config(group='sales') }}

with

facts as (

    select
        'activities' as what,
        count(*) as facts

    from {{ ref('fct_activities') }}
    where
        is_completed
        and not is_logged_copy
        and activity_type not in ('task', 'research')
        and not (activity_type in ('email', 'social_message') and direction = 'inbound')
        and activity_date is not null

    union all

    select
        'created deals' as what,
        count(*) as facts

    from {{ ref('fct_opportunities') }}
    where created_at is not null

    union all

    select
        'lost deals' as what,
        count(*) as facts

    from {{ ref('fct_opportunities') }}
    where is_lost and close_date is not null

    union all

    select
        'open deals' as what,
        count(*) as facts

    from {{ ref('fct_opportunities') }}
    where not is_closed

),

levels as (

    select distinct
        member_level,
        period_type

    from {{ ref('bridge_rep_periods') }}

),

scored as (

    select
        member_level,
        period_type,
        sum(activities) as activities,
        sum(created_opportunities) as created_opportunities,
        sum(lost_opportunities) as lost_opportunities,
        sum(open_opportunities) as open_opportunities

    from {{ ref('sales__scorecard') }}
    group by member_level, period_type

),

compared as (

    select
        levels.member_level,
        levels.period_type,
        facts.what,
        facts.facts,
        case facts.what
            when 'activities' then scored.activities
            when 'created deals' then scored.created_opportunities
            when 'lost deals' then scored.lost_opportunities
            else scored.open_opportunities
        end as scored_facts

    from levels
    cross join facts
    left join scored
        on
        levels.member_level = scored.member_level
        and levels.period_type = scored.period_type

)

select * from compared
where facts != coalesce(scored_facts, 0)
