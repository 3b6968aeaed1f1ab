with

competitors as (

    select * from {{ ref('competitors') }}

),

-- Texts that may name a competitor; of those that must, one whom no seed row knows is (not listed).
texts as (

    select
        'deal' as mention_kind,
        opportunity_key as record_key,
        source_system,
        opportunity_key,
        account_key,
        competitor as said,
        true as is_of_a_competitor,
        cast(created_at as date) as mentioned_date

    from {{ ref('fct_opportunities') }}
    where competitor != '(not set)'

    union all

    select
        'objection' as mention_kind,
        objections.objection_key as record_key,
        opportunities.source_system,
        objections.opportunity_key,
        opportunities.account_key,
        objections.source_reason as said,
        true as is_of_a_competitor,
        objections.raised_date as mentioned_date

    from {{ ref('fct_objections') }} as objections
    inner join {{ ref('fct_opportunities') }} as opportunities
        on objections.opportunity_key = opportunities.opportunity_key
    where objections.objection_type = 'competitor'

    union all

    select
        'search' as mention_kind,
        search_performance_key as record_key,
        source_system,
        cast(null as varchar) as opportunity_key,
        cast(null as varchar) as account_key,
        query as said,
        false as is_of_a_competitor,
        performance_date as mentioned_date

    from {{ ref('fct_search_performance') }}
    where query is not null

    union all

    select
        'survey' as mention_kind,
        survey_response_key as record_key,
        source_system,
        cast(null as varchar) as opportunity_key,
        account_key,
        theme as said,
        false as is_of_a_competitor,
        response_date as mentioned_date

    from {{ ref('fct_survey_responses') }}

    union all

    select
        'feedback' as mention_kind,
        feedback_key as record_key,
        source_system,
        opportunity_key,
        cast(null as varchar) as account_key,
        reason as said,
        false as is_of_a_competitor,
        feedback_date as mentioned_date

    from {{ ref('fct_feedback') }}
    where feedback_type != 'objection'

),

-- each text is looked at once, however often it was said
distinct_texts as (

    select distinct lower(said) as text_said
    from texts
    where said is not null

),

named as (

    select
        distinct_texts.text_said,
        competitors.competitor,
        row_number() over (
            partition by distinct_texts.text_said order by competitors.rule_order
        ) as competitor_number

    from distinct_texts
    inner join competitors
        on {{ regex_matches('distinct_texts.text_said', 'competitors.name_pattern') }}

),

mentions as (

    select
        texts.mention_kind,
        texts.record_key,
        coalesce(named.competitor, '(not listed)') as competitor,
        cast(coalesce(named.competitor_number, 1) as integer) as competitor_number,
        texts.source_system,
        texts.opportunity_key,
        texts.account_key,
        texts.mentioned_date

    from texts
    left join named on lower(texts.said) = named.text_said
    where texts.is_of_a_competitor or named.competitor is not null

)

select * from mentions
