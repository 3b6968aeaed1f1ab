with

renewals as (

    select
        opportunity_key,
        customer_key,
        account_key,
        change_type != 'churn' as is_renewed,
        value_before,
        value_after,
        changed_at

    from {{ ref('fct_subscription_changes') }}
    where is_renewal

),

-- An answer counts for the next renewals until there is a newer one.
heard as (

    select
        renewals.*,
        coalesce(answers.nps_group, '(no answer)') as nps_group

    from renewals
    left join {{ ref('fct_survey_responses') }} as answers
        on
        renewals.account_key = answers.account_key
        and renewals.changed_at > answers.responded_at
        and answers.nps_group in ('promoter', 'passive', 'detractor')
    qualify
        row_number() over (
            partition by renewals.opportunity_key
            order by answers.responded_at desc nulls last, answers.survey_response_key desc
        ) = 1

),

counted as (

    select
        nps_group,
        count(distinct customer_key) as customers,
        count(*) as renewals,
        count(*) filter (where is_renewed) as renewals_won,
        count(*) filter (where not is_renewed) as churns,
        cast(coalesce(sum(value_before), 0) as decimal(18, 2)) as value_before,
        cast(
            coalesce(sum(value_after) filter (where is_renewed), 0) as decimal(18, 2)
        ) as value_after

    from heard
    group by nps_group

),

rated as (

    select
        *,
        cast(renewals_won as double) / renewals as renewal_rate,
        {{ wilson_end('renewals_won', 'renewals', '-') }} as renewal_rate_from,
        {{ wilson_end('renewals_won', 'renewals', '+') }} as renewal_rate_to,
        cast(value_after as double) / nullif(value_before, 0) as value_renewal_rate

    from counted

)

select * from rated
