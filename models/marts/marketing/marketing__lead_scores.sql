with

observations as (

    select * from {{ ref('fct_lead_score_observations') }}
    where observed_for = 'today'

),

leads as (

    select * from {{ ref('fct_leads') }}

),

scores as (

    select * from {{ ref('fct_lead_scores') }}

),

versions as (

    select * from {{ ref('lead_score_versions') }}

),

points as (

    select
        observations.lead_key,
        points.rule_kind,
        sum({{ points_on_day(
            'points.points', 'points.half_life_days', 'points.shown_date',
            'observations.observed_date'
        ) }}) as points

    from observations
    inner join {{ ref('fct_lead_score_points') }} as points
        on
        observations.lead_key = points.lead_key
        and observations.score_version = points.score_version
    group by observations.lead_key, points.rule_kind

),

sums as (

    select
        lead_key,
        sum(case when rule_kind = 'fit' then points else 0 end) as fit_points,
        sum(case when rule_kind = 'behaviour' then points else 0 end) as behaviour_points,
        sum(case when rule_kind = 'negative' then points else 0 end) as negative_points

    from points
    group by lead_key

),

firsts as (

    select
        lead_key,
        valid_from_date as rule_mql_date,
        score as rule_mql_score,
        case when has_raised_hand then 'hand raised' else 'threshold' end as rule_mql_reason,
        reasons as rule_mql_reasons

    from scores
    where is_qualified
    qualify row_number() over (partition by lead_key order by valid_from_date) = 1

),

described as (

    select
        leads.lead_key,
        leads.person_key,
        leads.account_key,
        leads.lead_stage,
        leads.channel,
        cast(leads.created_at as date) as created_date,
        observations.observed_date as scored_date,
        observations.score_version,
        observations.score,
        coalesce(sums.fit_points, 0) as fit_points,
        coalesce(sums.behaviour_points, 0) as behaviour_points,
        coalesce(sums.negative_points, 0) as negative_points,
        versions.mql_threshold,
        observations.reasons,
        observations.chance,
        firsts.rule_mql_date,
        firsts.rule_mql_score,
        coalesce(firsts.rule_mql_reason, '(not qualified)') as rule_mql_reason,
        coalesce(firsts.rule_mql_reasons, '(none)') as rule_mql_reasons,
        cast(leads.mql_at as date) as crm_mql_date

    from observations
    inner join leads on observations.lead_key = leads.lead_key
    inner join versions on observations.score_version = versions.score_version
    left join sums on observations.lead_key = sums.lead_key
    left join firsts on observations.lead_key = firsts.lead_key

),

compared as (

    select
        lead_key,
        person_key,
        account_key,
        lead_stage,
        channel,
        created_date,
        scored_date,
        score_version,
        score,
        cast(fit_points as decimal(18, 4)) as fit_points,
        cast(behaviour_points as decimal(18, 4)) as behaviour_points,
        cast(negative_points as decimal(18, 4)) as negative_points,

        -- who fits and who is awake are two questions
        case
            when fit_points + negative_points >= 0.3 * mql_threshold then 'A'
            when fit_points + negative_points > 0 then 'B'
            when fit_points + negative_points = 0 then 'C'
            else 'D'
        end as fit_grade,
        case
            when score >= mql_threshold then 'hot'
            when score >= 0.5 * mql_threshold then 'warm'
            else 'cold'
        end as score_band,
        reasons,
        chance,
        rule_mql_date,
        rule_mql_score,
        rule_mql_reason,
        rule_mql_reasons,
        crm_mql_date,
        case
            when rule_mql_date is null and crm_mql_date is null then 'neither'
            when rule_mql_date is null then 'CRM alone'
            when crm_mql_date is null then 'rules alone'
            when rule_mql_date < crm_mql_date then 'both, rules sooner'
            when rule_mql_date > crm_mql_date then 'both, CRM sooner'
            else 'both, same day'
        end as mql_agreement

    from described

)

select * from compared
