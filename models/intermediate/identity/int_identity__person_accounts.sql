-- One company at any time: of the claims of the best kind a person has, the newest made so far. The
-- first one also stands for the time before it, since people are written down after they are met.
with

claims as (

    select
        *,
        min(claim_order) over (partition by person_key) as best_order,
        min(claim_order) over (partition by person_key, account_key) as best_order_there

    from {{ ref('int_identity__account_claims') }}

),

changes as (

    select
        person_key,
        account_key,
        claimed_at

    from claims
    where claim_order = best_order
    qualify
        row_number() over (partition by person_key, claimed_at order by claim_key) = 1

),

periods as (

    select
        person_key,
        account_key as primary_account_key,
        row_number() over (partition by person_key order by claimed_at nulls first)
            as period_number,
        claimed_at as starts_at,
        lead(claimed_at) over (partition by person_key order by claimed_at nulls first)
            as ends_at

    from changes

),

-- An address does not say since when; the record that holds it does.
companies as (

    select
        person_key,
        account_key,
        min(matched_by) as matched_by,
        bool_or(claimed_at is null) as is_since_ever,
        min(claimed_at) as claimed_from

    from claims
    where claim_order = best_order_there
    group by person_key, account_key

),

-- A company that is not the winner of a period is a second one in it, from when it was claimed.
memberships as (

    select
        companies.person_key,
        companies.account_key,
        companies.matched_by,
        periods.period_number,
        companies.account_key = periods.primary_account_key as is_primary,
        case
            when companies.account_key = periods.primary_account_key
                then case when periods.period_number > 1 then periods.starts_at end
            when companies.is_since_ever
                then case when periods.period_number > 1 then periods.starts_at end
            when periods.period_number > 1 and periods.starts_at > companies.claimed_from
                then periods.starts_at
            else companies.claimed_from
        end as valid_from,
        periods.ends_at as valid_to

    from companies
    inner join periods on companies.person_key = periods.person_key
    where
        companies.account_key = periods.primary_account_key
        or companies.is_since_ever
        or periods.ends_at is null
        or companies.claimed_from < periods.ends_at

),

-- Periods in which nothing changes for a company are one spell.
compared as (

    select
        *,
        lag(is_primary) over (
            partition by person_key, account_key order by period_number
        ) as was_primary

    from memberships

),

numbered as (

    select
        *,
        sum(case when is_primary = was_primary then 0 else 1 end) over (
            partition by person_key, account_key
            order by period_number
            rows between unbounded preceding and current row
        ) as spell

    from compared

),

spells as (

    select
        person_key,
        account_key,
        cast(spell as integer) as spell,
        min(matched_by) as matched_by,
        is_primary,
        case when not bool_or(valid_from is null) then min(valid_from) end as valid_from,
        case when not bool_or(valid_to is null) then max(valid_to) end as valid_to

    from numbered
    group by person_key, account_key, spell, is_primary

),

described as (

    select
        person_key,
        account_key,
        spell,
        valid_from,
        valid_to,
        matched_by,
        valid_to is null as is_current,
        is_primary

    from spells

)

select * from described
