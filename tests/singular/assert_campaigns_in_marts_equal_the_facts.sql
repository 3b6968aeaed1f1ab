-- By campaign as by the top of their trees, no visit, mail, post, member, lead, deal, won money or
-- budget is lost or counted twice.
{{ config(group='marketing') }}

with

facts as (

    select
        'sessions' as measure,
        count(*) as fact

    from {{ ref('fct_sessions') }}
    where has_consent and is_counted

    union all

    select
        'emails_delivered' as measure,
        count(*) as fact

    from {{ ref('fct_email_events') }}
    where event_type = 'delivered'

    union all

    select
        'posts' as measure,
        count(distinct post_key) as fact

    from {{ ref('fct_social_posts') }}

    union all

    select
        'social_engagements' as measure,
        coalesce(sum(new_engagements), 0) as fact

    from {{ ref('fct_social_posts') }}

    union all

    select
        'members' as measure,
        count(*) as fact

    from {{ ref('fct_campaign_members') }}

    union all

    select
        'leads' as measure,
        count(*) as fact

    from {{ ref('fct_leads') }}

    union all

    select
        'mqls' as measure,
        count(mql_at) as fact

    from {{ ref('fct_leads') }}

    union all

    select
        'opportunities' as measure,
        count(created_at) as fact

    from {{ ref('fct_opportunities') }}

    union all

    select
        'won_amount' as measure,
        cast(coalesce(sum(goal_value), 0) as decimal(18, 2)) as fact

    from {{ ref('fct_goals') }}
    where goal_type in ('won', 'refund')

    union all

    select
        'planned_amount' as measure,
        coalesce(sum(planned_amount), 0) as fact

    from {{ ref('fct_campaign_plans') }}

),

marts as (

    {% for measure in [
        'sessions', 'emails_delivered', 'posts', 'social_engagements', 'members', 'leads', 'mqls',
        'opportunities', 'won_amount', 'planned_amount',
    ] %}
        select
            '{{ measure }}' as measure,
            coalesce(sum({{ measure }}), 0) as mart

        from {{ ref('marketing__campaign_performance') }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- a tree is summed whole when parent and child have one top, and it is its own
split_trees as (

    select
        children.campaign_key as measure,
        parents.top_campaign_key,
        children.top_campaign_key as top_of_the_child

    from {{ ref('dim_campaigns') }} as children
    inner join {{ ref('dim_campaigns') }} as parents
        on children.parent_campaign_key = parents.campaign_key
    left join {{ ref('dim_campaigns') }} as tops
        on children.top_campaign_key = tops.campaign_key
    where
        children.top_campaign_key != children.campaign_key
        and (
            children.top_campaign_key != parents.top_campaign_key
            or tops.top_campaign_key is distinct from tops.campaign_key
        )

)

select
    facts.measure,
    cast(facts.fact as varchar) as expected,
    cast(marts.mart as varchar) as found

from facts
full join marts on facts.measure = marts.measure
where facts.fact is distinct from marts.mart

union all

select
    measure,
    top_campaign_key as expected,
    top_of_the_child as found

from split_trees
