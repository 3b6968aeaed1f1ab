-- Revenue is credited once: what splits leave over is the owner's, what they give away twice is
-- scaled down. Overlay credit helps others to their share and may sum to anything.
with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

migrated as (

    select * from {{ ref('int_crm__migrated_opportunities') }}

),

owners as (

    select * from {{ ref('int_identity__owners') }}

),

-- A deal that was migrated is split as its present record says, else as the old one did.
splits as (

    select
        coalesce(migrated.opportunity_key, splits.opportunity_key) as opportunity_key,
        coalesce(owners.owner_key, '(no owner)') as owner_key,
        case when lower(trim(splits.split_type)) = 'revenue' then 'revenue' else 'overlay' end
            as split_type,
        cast(splits.credit_rate as decimal(18, 8)) as credit_rate

    from {{ ref('int_crm__opportunity_splits') }} as splits
    left join migrated on splits.opportunity_key = migrated.old_opportunity_key
    left join owners on splits.owner_key = owners.named_owner_key
    qualify
        rank() over (
            partition by coalesce(migrated.opportunity_key, splits.opportunity_key)
            order by coalesce(migrated.opportunity_key = splits.opportunity_key, true) desc
        ) = 1

),

recorded as (

    select
        opportunity_key,
        split_type,
        owner_key,
        sum(credit_rate) as credit_rate

    from splits
    group by opportunity_key, split_type, owner_key

),

given_away as (

    select
        opportunity_key,
        sum(credit_rate) as credit_rate

    from recorded
    where split_type = 'revenue'
    group by opportunity_key

),

-- Three thirds are meant to be a whole.
left_over as (

    select
        opportunities.opportunity_key,
        'revenue' as split_type,
        coalesce(opportunities.owner_key, '(no owner)') as owner_key,
        1 - coalesce(given_away.credit_rate, 0) as credit_rate

    from opportunities
    left join given_away on opportunities.opportunity_key = given_away.opportunity_key
    where coalesce(given_away.credit_rate, 0) < 0.9999

),

claims as (

    select * from recorded
    union all
    select * from left_over

),

credited as (

    select
        opportunity_key,
        split_type,
        owner_key,
        cast(sum(credit_rate) as decimal(18, 8)) as credit_rate

    from claims
    group by opportunity_key, split_type, owner_key

),

summed as (

    select
        credited.*,
        given_away.opportunity_key is not null as is_recorded,
        sum(credited.credit_rate) over (
            partition by credited.opportunity_key, credited.split_type
        ) as whole_rate,
        sum(credited.credit_rate) over (
            partition by credited.opportunity_key, credited.split_type
            order by credited.owner_key
            rows between unbounded preceding and current row
        ) as rate_up_to_here,
        row_number() over (
            partition by credited.opportunity_key, credited.split_type
            order by credited.owner_key desc
        ) as reps_to_go

    from credited
    left join given_away on credited.opportunity_key = given_away.opportunity_key

),

rated as (

    select
        *,
        cast(
            case
                when split_type = 'overlay' then credit_rate
                when reps_to_go = 1 then 1
                else rate_up_to_here / whole_rate
            end as decimal(20, 6)
        ) as rounded_rate

    from summed

),

-- Rounding the running total instead of each part leaves no cent over.
valued as (

    select
        rated.*,
        opportunities.currency_code,
        cast(opportunities.amount * rated.rounded_rate as decimal(18, 4)) as rounded_amount,
        cast(opportunities.reporting_amount * rated.rounded_rate as decimal(18, 2))
            as rounded_reporting_amount

    from rated
    inner join opportunities on rated.opportunity_key = opportunities.opportunity_key

),

compared as (

    select
        *,
        lag(rounded_rate) over earlier as rate_before,
        lag(rounded_amount) over earlier as amount_before,
        lag(rounded_reporting_amount) over earlier as reporting_amount_before

    from valued
    window
        earlier as (
            partition by opportunity_key, split_type
            order by owner_key
        )

),

allocated as (

    select
        opportunity_key || ':' || split_type || ':' || owner_key as opportunity_split_key,
        opportunity_key,
        owner_key,
        split_type,
        case
            when split_type = 'overlay' then cast(rounded_rate as decimal(9, 6))
            else cast(rounded_rate - coalesce(rate_before, 0) as decimal(9, 6))
        end as credit_rate,
        case
            when split_type = 'overlay' then rounded_amount
            else cast(rounded_amount - coalesce(amount_before, 0) as decimal(18, 4))
        end as amount,
        case
            when split_type = 'overlay' then rounded_reporting_amount
            else cast(
                    rounded_reporting_amount
                    - coalesce(reporting_amount_before, 0) as decimal(18, 2)
                )
        end as reporting_amount,
        currency_code,
        split_type = 'overlay' or is_recorded as is_recorded

    from compared

)

select * from allocated
