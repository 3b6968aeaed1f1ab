{%- set cuts = {
    'any': "'(any)'",
    'used_by': 'used_by',
    'author_team': 'author_team',
    'content_format': 'content_format',
    'topic': 'topic',
    'content': 'content_title',
} -%}
{%- set shares = [
    'won_opportunities',
    'decided_opportunities',
    'other_won_opportunities',
    'other_decided_opportunities',
] -%}

with

opportunities as (

    select
        opportunity_key,
        opportunity_type,
        is_won,
        is_won or is_lost as is_decided

    from {{ ref('fct_opportunities') }}

),

deal_content as (

    select * from {{ ref('fct_deal_content') }}

),

kinds as (

    select
        opportunity_type,
        count(*) filter (where is_decided) as all_decided_opportunities,
        count(*) filter (where is_won) as all_won_opportunities

    from opportunities
    group by opportunity_type

),

-- A deal counts once in each value, however many pieces of it there were.
cut as (

    {% for kind, member in cuts.items() %}
        select distinct
            '{{ kind }}' as cut_kind,
            {{ member }} as cut_value,
            {{ 'author_team' if kind in ('content', 'author_team') else "'(any)'" }}
                as author_team,
            opportunity_key

        from deal_content
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

counted as (

    select
        opportunities.opportunity_type,
        cut.cut_kind,
        cut.cut_value,
        cut.author_team,
        count(*) as opportunities,
        count(*) filter (where opportunities.is_decided) as decided_opportunities,
        count(*) filter (where opportunities.is_won) as won_opportunities

    from cut
    inner join opportunities on cut.opportunity_key = opportunities.opportunity_key
    group by
        opportunities.opportunity_type, cut.cut_kind, cut.cut_value, cut.author_team

),

compared as (

    select
        counted.*,
        kinds.all_decided_opportunities - counted.decided_opportunities
            as other_decided_opportunities,
        kinds.all_won_opportunities - counted.won_opportunities as other_won_opportunities

    from counted
    inner join kinds on counted.opportunity_type = kinds.opportunity_type

),

rated as (

    select
        *,
        cast(won_opportunities as double) / nullif(decided_opportunities, 0) as win_rate,
        cast(other_won_opportunities as double) / nullif(other_decided_opportunities, 0)
            as other_win_rate,
        cast(won_opportunities as double) / nullif(decided_opportunities, 0)
        - cast(other_won_opportunities as double) / nullif(other_decided_opportunities, 0)
            as win_rate_lift,
        {{ newcombe_end(*shares, sign='-') }} as win_rate_lift_from,
        {{ newcombe_end(*shares, sign='+') }} as win_rate_lift_to

    from compared

)

select * from rated
