with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

encounters as (

    select
        content_key,
        person_key,
        opportunity_key,
        'visit' as encounter_kind,
        touched_at as met_at

    from {{ ref('fct_touchpoints') }}
    where content_key is not null and is_creditable

    union all

    select
        coalesce(content_key, '(not set)') as content_key,
        person_key,
        opportunity_key,
        used_by as encounter_kind,
        used_at as met_at

    from {{ ref('fct_content_uses') }}

),

-- The rule of marketing__content_performance: a use that names its deal is on that one; whatever
-- else a contact met counts until the close, and before the opening as long as touches do.
met as (

    select
        encounters.content_key,
        encounters.opportunity_key,
        encounters.encounter_kind,
        encounters.met_at

    from encounters
    inner join opportunities on encounters.opportunity_key = opportunities.opportunity_key

    union all

    select
        encounters.content_key,
        opportunities.opportunity_key,
        encounters.encounter_kind,
        encounters.met_at

    from encounters
    inner join {{ ref('bridge_opportunity_people') }} as contacts
        on encounters.person_key = contacts.person_key
    inner join opportunities
        on
        contacts.opportunity_key = opportunities.opportunity_key
        and encounters.opportunity_key is distinct from opportunities.opportunity_key
    left join {{ ref('goal_types') }} as goal_types
        on goal_types.goal_type = 'opportunity_created'
    where
        (opportunities.closed_at is null or encounters.met_at <= opportunities.closed_at)
        and (
            goal_types.lookback_days is null
            or {{ days_between('encounters.met_at', 'opportunities.created_at') }}
            <= goal_types.lookback_days
        )

),

content as (

    select * from {{ ref('dim_content') }}

),

counted as (

    select
        content_key,
        opportunity_key,
        count(*) filter (where encounter_kind = 'sales') as uses_by_sales,
        count(*) filter (where encounter_kind = 'marketing') as uses_by_marketing,
        count(*) filter (where encounter_kind = '(not set)') as uses_by_others,
        count(*) filter (where encounter_kind = 'visit') as touches,
        min(met_at) as first_met_at,
        max(met_at) as last_met_at

    from met
    group by content_key, opportunity_key

),

described as (

    select
        -- keys
        counted.opportunity_key,
        counted.content_key,

        -- attributes
        coalesce(content.title, '(not listed)') as content_title,
        coalesce(content.content_format, '(not set)') as content_format,
        coalesce(content.topic, '(not set)') as topic,
        coalesce(content.author_team, '(not set)') as author_team,
        case
            when counted.uses_by_sales > 0 and counted.uses_by_marketing + counted.touches > 0
                then 'both'
            when counted.uses_by_sales > 0 then 'sales'
            when counted.uses_by_marketing + counted.touches > 0 then 'marketing'
            else '(not set)'
        end as used_by,

        -- measures
        counted.uses_by_sales,
        counted.uses_by_marketing,
        counted.uses_by_others,
        counted.touches,

        -- times
        counted.first_met_at,
        counted.last_met_at

    from counted
    left join content on counted.content_key = content.content_key

)

select * from described
