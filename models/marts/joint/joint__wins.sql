with

goals as (

    select * from {{ ref('fct_goals') }}
    where goal_type = 'won' and reached_at is not null

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

credits as (

    select
        goals.opportunity_key,
        touchpoints.touchpoint_key,
        touchpoints.side,
        touchpoints.channel,
        touchpoints.content_key,
        touchpoints.owner_key,
        touchpoints.touched_at,
        touchpoints.touch_date,
        touchpoints.touch_priority,
        ledger.credit_amount

    from {{ ref('fct_attribution') }} as ledger
    inner join goals on ledger.goal_key = goals.goal_key
    left join {{ ref('fct_touchpoints') }} as touchpoints
        on ledger.touchpoint_key = touchpoints.touchpoint_key
    where ledger.attribution_model = 'linear' and ledger.attribution_scope = 'account'

),

shared as (

    select
        opportunity_key,
        count(touchpoint_key) as touches,
        count(*) filter (where side = 'marketing') as marketing_touches,
        count(*) filter (where side = 'sales') as sales_touches,
        count(*) filter (where side = 'partner') as partner_touches,
        coalesce(sum(credit_amount) filter (where side = 'marketing'), 0) as marketing_credit,
        coalesce(sum(credit_amount) filter (where side = 'sales'), 0) as sales_credit,
        coalesce(sum(credit_amount) filter (where side = 'partner'), 0) as partner_credit,
        coalesce(sum(credit_amount) filter (where side is null), 0) as untouched_credit

    from credits
    group by opportunity_key

),

beginnings as (

    select
        opportunity_key,
        channel,
        touch_date

    from credits
    where touchpoint_key is not null
    qualify
        row_number() over (
            partition by opportunity_key
            order by touched_at, touch_priority, touchpoint_key
        ) = 1

),

-- The piece of content with the most touches; of several the one that came last.
read_most as (

    select
        credits.opportunity_key,
        content.title

    from credits
    inner join {{ ref('dim_content') }} as content on credits.content_key = content.content_key
    group by credits.opportunity_key, content.content_key, content.title
    qualify
        row_number() over (
            partition by credits.opportunity_key
            order by count(*) desc, max(credits.touched_at) desc, content.content_key asc
        ) = 1

),

-- Whoever touched the deal or has a part of it in the CRM, but its owner.
helping as (

    select
        opportunity_key,
        owner_key

    from credits
    where owner_key is not null

    union

    select
        opportunity_key,
        owner_key

    from {{ ref('fct_opportunity_splits') }}
    where owner_key is not null

),

helpers as (

    select
        helping.opportunity_key,
        count(*) as helpers,
        string_agg(reps.rep_name, ', ' order by reps.rep_name, reps.owner_key) as helper_names

    from helping
    inner join reps on helping.owner_key = reps.owner_key
    inner join {{ ref('fct_opportunities') }} as deals
        on
        helping.opportunity_key = deals.opportunity_key
        and helping.owner_key != coalesce(deals.owner_key, '')
    group by helping.opportunity_key

),

wins as (

    select
        goals.opportunity_key,
        deals.opportunity_name,
        deals.opportunity_type,
        coalesce(goals.account_key, '(no account)') as account_key,
        coalesce(accounts.account_name, '(no account)') as account_name,
        goals.reached_date as close_date,
        cast(date_trunc('month', goals.reached_date) as date) as month_start_date,
        cast(goals.goal_value as decimal(18, 2)) as won_amount,
        deals.days_to_close,
        {{ days_between('beginnings.touch_date', 'goals.reached_date') }}
            as days_from_first_touch,
        coalesce(beginnings.channel, '(no touch)') as first_touch_channel,
        coalesce(campaigns.campaign_name, sources.campaign_key, '(no campaign)') as campaign_name,
        coalesce(read_most.title, '(no content)') as content_title,
        coalesce(deals.owner_key, '(no owner)') as owner_key,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        coalesce(helpers.helpers, 0) as helpers,
        coalesce(helpers.helper_names, '(none)') as helper_names,
        coalesce(shared.touches, 0) as touches,
        coalesce(shared.marketing_touches, 0) as marketing_touches,
        coalesce(shared.sales_touches, 0) as sales_touches,
        coalesce(shared.partner_touches, 0) as partner_touches,
        cast(coalesce(shared.marketing_credit, 0) as decimal(18, 6)) as marketing_credit_amount,
        cast(coalesce(shared.sales_credit, 0) as decimal(18, 6)) as sales_credit_amount,
        cast(coalesce(shared.partner_credit, 0) as decimal(18, 6)) as partner_credit_amount,
        cast(coalesce(shared.untouched_credit, 0) as decimal(18, 6)) as untouched_credit_amount

    from goals
    left join {{ ref('fct_opportunities') }} as deals
        on goals.opportunity_key = deals.opportunity_key
    left join accounts on goals.account_key = accounts.account_key
    left join reps on deals.owner_key = reps.owner_key
    left join shared on goals.opportunity_key = shared.opportunity_key
    left join beginnings on goals.opportunity_key = beginnings.opportunity_key
    left join read_most on goals.opportunity_key = read_most.opportunity_key
    left join helpers on goals.opportunity_key = helpers.opportunity_key
    left join {{ ref('fct_goal_campaigns') }} as sources on goals.goal_key = sources.goal_key
    left join {{ ref('dim_campaigns') }} as campaigns
        on sources.campaign_key = campaigns.campaign_key

)

select * from wins
