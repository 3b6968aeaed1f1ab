with

coefficients as (

    select * from {{ ref('fct_lead_score_coefficients') }}

),

features as (

    select
        *,
        substr(feature, length(signal_kind) + 3) as signal_value

    from coefficients
    where feature != '(intercept)'

),

versions as (

    select * from {{ ref('lead_score_versions') }}

),

rules as (

    select * from {{ ref('lead_score_rules') }}

),

-- points of the rules that were in force when the quarter of the regression began
with_points as (

    select
        features.fit_date,
        features.feature,
        sum(rules.points) as rule_points,
        string_agg(rules.rule_name, '; ' order by rules.rule_name) as rule_names

    from features
    inner join versions
        on
        features.fit_date >= versions.valid_from_date
        and (versions.valid_to_date is null or features.fit_date < versions.valid_to_date)
    inner join rules
        on
        versions.score_version = rules.score_version
        and features.signal_kind = rules.signal_kind
        and case
            when rules.operator = 'equals' then features.signal_value = lower(rules.value)
            else {{ regex_matches('features.signal_value', 'rules.value') }}
        end
    group by features.fit_date, features.feature

),

compared as (

    select
        features.fit_date,
        features.feature,
        features.signal_kind,
        features.coefficient,
        round(exp(features.coefficient), 6) as odds_ratio,
        round(exp(features.coefficient / features.feature_deviation), 6) as odds_ratio_each,
        features.feature_mean,
        features.feature_deviation,
        coalesce(with_points.rule_points, 0) as rule_points,
        coalesce(with_points.rule_names, '(no rule)') as rule_names,
        features.learnt_leads,
        features.learnt_wins,
        features.learnt_auc,
        features.fit_date = max(features.fit_date) over () as is_latest

    from features
    left join with_points
        on
        features.fit_date = with_points.fit_date
        and features.feature = with_points.feature

),

judged as (

    select
        fit_date,
        feature,
        signal_kind,
        coefficient,
        odds_ratio,
        odds_ratio_each,
        feature_mean,
        feature_deviation,
        cast(rule_points as decimal(18, 2)) as rule_points,
        rule_names,
        case
            when abs(coefficient) < 0.05 and rule_points = 0 then 'both see nothing'
            when abs(coefficient) < 0.05 then 'rules see more'
            when rule_points = 0 then 'rules miss it'
            when coefficient * rule_points > 0 then 'both agree'
            else 'they disagree'
        end as verdict,
        learnt_leads,
        learnt_wins,
        learnt_auc,
        is_latest

    from compared

)

select * from judged
