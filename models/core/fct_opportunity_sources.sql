with

deals as (

    select
        *,
        coalesce(opportunity_type, '(not set)') as known_type

    from {{ ref('fct_opportunities') }}

),

deal_touches as (

    select * from {{ ref('int_attribution__deal_touches') }}

),

goals as (

    select * from {{ ref('fct_goals') }}

),

refunds as (

    select
        refunds.opportunity_key,
        refunded.opportunity_key as refunded_opportunity_key

    from goals as refunds
    inner join goals as refunded on refunds.refunded_goal_key = refunded.goal_key

),

counted as (

    select
        deal_key,
        {% for side in ['marketing', 'sales', 'partner'] %}
            count(*) filter (where side = '{{ side }}') as {{ side }}_touches
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from deal_touches
    group by deal_key

),

openings as (

    select * from deal_touches
    where was_before_the_deal
    qualify
        row_number() over (
            partition by deal_key
            order by touched_at, touch_priority, touchpoint_key
        ) = 1

),

-- A word such as Other says nothing.
named_sources as (

    select
        lead_sources.source_name,
        lead_sources.channel,
        channels.side

    from {{ ref('lead_sources') }} as lead_sources
    inner join {{ ref('dim_channels') }} as channels on lead_sources.channel = channels.channel
    where
        lead_sources.lead_source_type != 'other'
        and channels.side in ('marketing', 'sales', 'partner')

),

-- Customers are clicked after every day of their lives: what brings a renewal or an expansion is
-- the one who looks after them, unless the record names another.
ruled as (

    select
        deals.opportunity_key,
        deals.known_type as opportunity_type,
        case
            when
                openings.touchpoint_key is not null
                and deals.known_type not in ('renewal', 'expansion', 'contraction')
                then 'first touch'
            when named_sources.source_name is not null then 'lead source'
            when deals.known_type in ('renewal', 'expansion', 'contraction')
                then 'customer'
            else 'nobody known'
        end as sourced_by_rule,
        openings.touchpoint_key as opening_key,
        openings.side as opening_side,
        openings.channel as opening_channel,
        named_sources.side as named_side,
        named_sources.channel as named_channel,
        {% for side in ['marketing', 'sales', 'partner'] %}
            cast(coalesce(counted.{{ side }}_touches, 0) as bigint) as {{ side }}_touches
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from deals
    left join openings on deals.opportunity_key = openings.deal_key
    left join counted on deals.opportunity_key = counted.deal_key
    left join named_sources on lower(trim(deals.lead_source)) = named_sources.source_name

),

sourced as (

    select
        *,
        case sourced_by_rule
            when 'first touch' then opening_side
            when 'lead source' then named_side
            else 'sales'
        end as side,
        case sourced_by_rule
            when 'first touch' then opening_channel
            when 'lead source' then named_channel
            else '(no touch)'
        end as channel,
        case sourced_by_rule when 'first touch' then opening_key end as touchpoint_key

    from ruled

),

-- Money that goes back is taken from who brought it.
published as (

    select
        sourced.opportunity_key,
        sourced.opportunity_type,
        coalesce(refunded.side, sourced.side) as sourced_by,
        case when refunded.side is null then sourced.sourced_by_rule else 'refunded deal' end
            as sourced_by_rule,
        coalesce(refunded.channel, sourced.channel) as source_channel,
        case when refunded.side is null then sourced.touchpoint_key else refunded.touchpoint_key end
            as source_touchpoint_key,
        sourced.marketing_touches,
        sourced.sales_touches,
        sourced.partner_touches

    from sourced
    left join refunds on sourced.opportunity_key = refunds.opportunity_key
    left join sourced as refunded
        on refunds.refunded_opportunity_key = refunded.opportunity_key

)

select * from published
