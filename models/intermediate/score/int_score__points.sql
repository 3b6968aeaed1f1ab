with

signals as (

    select * from {{ ref('int_score__signals') }}

),

versions as (

    select * from {{ ref('lead_score_versions') }}

),

rules as (

    select * from {{ ref('lead_score_rules') }}

),

matched as (

    select
        signals.lead_key,
        rules.score_version,
        rules.rule_name,
        rules.rule_kind,
        rules.reason,
        rules.is_hand_raise,
        rules.points,
        case when rules.rule_kind = 'behaviour' then versions.half_life_days end
            as half_life_days,
        signals.shown_date,
        greatest(signals.known_date, versions.valid_from_date) as points_from_date,
        versions.valid_to_date as points_to_date,
        signals.times

    from signals
    inner join rules
        on
        signals.signal_kind = rules.signal_kind
        and case
            when rules.operator = 'equals' then signals.signal_value = lower(rules.value)
            else {{ regex_matches('signals.signal_value', 'rules.value') }}
        end
    inner join versions
        on
        rules.score_version = versions.score_version
        and (versions.valid_to_date is null or signals.known_date < versions.valid_to_date)
    where {{ as_of() }} >= versions.valid_from_date

),

summed as (

    select
        lead_key,
        score_version,
        rule_name,
        rule_kind,
        reason,
        is_hand_raise,
        points,
        half_life_days,
        shown_date,
        points_from_date,
        points_to_date,
        cast(sum(times) as bigint) as times

    from matched
    group by
        lead_key, score_version, rule_name, rule_kind, reason, is_hand_raise, points,
        half_life_days, shown_date, points_from_date, points_to_date

),

-- Behaviour counts each time; what somebody is, and what speaks against him, once.
earned as (

    select
        lead_key,
        score_version,
        rule_name,
        rule_kind,
        reason,
        is_hand_raise,
        shown_date,
        points_from_date,
        points_to_date,
        half_life_days,
        case when rule_kind = 'behaviour' then times else 1 end as times,
        cast(
            points * case when rule_kind = 'behaviour' then times else 1 end as decimal(18, 4)
        ) as points

    from summed
    qualify
        rule_kind = 'behaviour'
        or row_number() over (
            partition by lead_key, score_version, rule_name
            order by points_from_date, shown_date
        ) = 1

)

select * from earned
