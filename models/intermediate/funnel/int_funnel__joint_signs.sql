-- What shows that a person, a company or a deal got to a stage of the one funnel. A renewal is no
-- way through it, it begins with a customer: people and companies show stages by new deals alone,
-- and expansion by a deal for more. Deals of every kind go through the stages themselves.
with

joint_stages as (

    select * from {{ ref('joint_stages') }}

),

colleagues as (

    select * from {{ ref('dim_people') }}
    where is_internal

),

leads as (

    select
        *,
        opportunity_key is null and rejected_at is not null as is_over,
        case when opportunity_key is null then won_at end as lead_won_at

    from {{ ref('fct_leads') }}

),

opportunities as (

    select
        *,
        opportunity_type not in ('renewal', 'expansion', 'contraction') as is_new,
        coalesce(created_at, closed_at, {{ end_of_day(as_of()) }}) as opened_at

    from {{ ref('fct_opportunities') }}

),

deal_stages as (

    select
        opportunities.opportunity_key,
        joint_stages.stage_order,
        opportunities.is_new,
        opportunities.is_lost,
        coalesce(
            case when reached.stage != 'prospect' then reached.entered_at end,
            opportunities.opened_at
        ) as shown_at

    from opportunities
    inner join {{ ref('fct_opportunity_stages_reached') }} as reached
        on opportunities.opportunity_key = reached.opportunity_key
    inner join joint_stages on reached.stage = joint_stages.opportunity_stage
    where not reached.is_imputed or reached.stage = 'prospect'

    union all

    select
        opportunities.opportunity_key,
        joint_stages.stage_order,
        true as is_new,
        false as is_lost,
        coalesce(opportunities.closed_at, opportunities.opened_at) as shown_at

    from opportunities
    inner join joint_stages on joint_stages.joint_stage = 'expansion'
    where
        opportunities.is_won
        and opportunities.opportunity_type = 'expansion'
        and coalesce(opportunities.reporting_amount, 0) >= 0

),

participants as (

    select
        opportunity_key,
        person_key

    from {{ ref('bridge_opportunity_people') }}
    where person_key is not null

    union distinct

    select
        opportunity_key,
        person_key

    from leads
    where opportunity_key is not null and person_key is not null

),

lead_stages as (

    {% for stage in ['lead', 'mql', 'sal', 'sql', 'won'] %}
        {%- set at = {'lead': 'created_at', 'won': 'lead_won_at'}.get(stage, stage ~ '_at') %}
        select
            leads.person_key,
            leads.account_key,
            joint_stages.stage_order,
            leads.is_over,
            leads.{{ at }} as shown_at

        from leads
        inner join joint_stages on joint_stages.lead_stage = '{{ stage }}'
        where leads.{{ at }} is not null
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

),

shown as (

    select
        'people' as unit,
        person_stages.person_key as member_key,
        joint_stages.stage_order,
        false as is_over,
        person_stages.reached_at as shown_at

    from {{ ref('fct_person_stages') }} as person_stages
    inner join joint_stages on person_stages.stage = joint_stages.audience_stage
    where not person_stages.is_imputed

    union all

    select
        'people' as unit,
        person_key as member_key,
        stage_order,
        is_over,
        shown_at

    from lead_stages

    union all

    select
        'people' as unit,
        participants.person_key as member_key,
        deal_stages.stage_order,
        deal_stages.is_lost as is_over,
        deal_stages.shown_at

    from deal_stages
    inner join participants on deal_stages.opportunity_key = participants.opportunity_key
    where deal_stages.is_new

    union all

    select
        'accounts' as unit,
        account_stages.account_key as member_key,
        joint_stages.stage_order,
        false as is_over,
        account_stages.reached_at as shown_at

    from {{ ref('fct_account_stages') }} as account_stages
    inner join joint_stages on account_stages.stage = joint_stages.audience_stage
    where not account_stages.is_imputed

    union all

    select
        'accounts' as unit,
        account_key as member_key,
        stage_order,
        is_over,
        shown_at

    from lead_stages

    union all

    select
        'accounts' as unit,
        opportunities.account_key as member_key,
        deal_stages.stage_order,
        deal_stages.is_lost as is_over,
        deal_stages.shown_at

    from deal_stages
    inner join opportunities on deal_stages.opportunity_key = opportunities.opportunity_key
    where deal_stages.is_new

    union all

    select
        'deals' as unit,
        opportunity_key as member_key,
        stage_order,
        is_lost as is_over,
        shown_at

    from deal_stages

),

signs as (

    select
        shown.unit,
        shown.member_key,
        shown.stage_order,
        shown.is_over,
        shown.shown_at

    from shown
    left join colleagues on shown.unit = 'people' and shown.member_key = colleagues.person_key
    where shown.member_key is not null and colleagues.person_key is null

)

select * from signs
