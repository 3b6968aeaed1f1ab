{#- Whose credit it is, the column of a touch that says so, and what it is called without one. -#}
{% set kinds = [
    ('side', 'side', '(no touch)'),
    ('channel', 'channel', '(no touch)'),
    ('campaign', 'campaign_key', '(no campaign)'),
    ('content', 'content_key', '(no content)'),
    ('rep', 'owner_key', '(no rep)'),
] -%}
with

goals as (

    select * from {{ ref('fct_goals') }}
    where goal_type = 'won' and reached_at is not null

),

touched as (

    select
        goals.opportunity_key,
        goals.reached_date,
        ledger.touchpoint_key,
        ledger.weight,
        ledger.credit_amount,
        touchpoints.side,
        touchpoints.channel,
        touchpoints.campaign_key,
        touchpoints.content_key,
        touchpoints.owner_key

    from {{ ref('fct_attribution') }} as ledger
    inner join goals on ledger.goal_key = goals.goal_key
    left join {{ ref('fct_touchpoints') }} as touchpoints
        on ledger.touchpoint_key = touchpoints.touchpoint_key
    where ledger.attribution_model = 'linear' and ledger.attribution_scope = 'account'

),

-- The same credit once for every kind of contributor; the last kind is what the CRM divides.
credits as (

    {% for kind, column, nobody in kinds %}
        select
            opportunity_key,
            reached_date,
            '{{ kind }}' as contributor_kind,
            coalesce({{ column }}, '{{ nobody }}') as contributor_key,
            count(touchpoint_key) as touches,
            cast(sum(weight) as decimal(28, 18)) as credited_goals,
            cast(sum(credit_amount) as decimal(18, 6)) as credit_amount

        from touched
        group by 1, 2, 3, 4

        union all

    {% endfor %}
    select
        goals.opportunity_key,
        goals.reached_date,
        'revenue split' as contributor_kind,
        splits.owner_key as contributor_key,
        cast(0 as bigint) as touches,
        cast(sum(splits.credit_rate) as decimal(28, 18)) as credited_goals,
        cast(sum(coalesce(splits.reporting_amount, 0)) as decimal(18, 6)) as credit_amount

    from goals
    inner join {{ ref('fct_opportunity_splits') }} as splits
        on goals.opportunity_key = splits.opportunity_key
    where splits.split_type = 'revenue'
    group by 1, 2, 3, 4

),

named as (

    select
        credits.opportunity_key,
        credits.reached_date as close_date,
        credits.contributor_kind,
        coalesce(credits.contributor_key, '(no rep)') as contributor_key,
        coalesce(
            campaigns.campaign_name,
            content.title,
            reps.rep_name,
            credits.contributor_key,
            '(no rep)'
        ) as contributor_name,
        credits.touches,
        credits.credited_goals,
        credits.credit_amount

    from credits
    left join {{ ref('dim_campaigns') }} as campaigns
        on
        credits.contributor_kind = 'campaign'
        and credits.contributor_key = campaigns.campaign_key
    left join {{ ref('dim_content') }} as content
        on credits.contributor_kind = 'content' and credits.contributor_key = content.content_key
    left join {{ ref('dim_sales_reps') }} as reps
        on
        credits.contributor_kind in ('rep', 'revenue split')
        and credits.contributor_key = reps.owner_key

)

select * from named
