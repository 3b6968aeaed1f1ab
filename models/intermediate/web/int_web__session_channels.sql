with

sessions as (

    select * from {{ ref('int_web__sessions') }}

),

rules as (

    select * from {{ ref('channel_rules') }}

),

categories as (

    select * from {{ ref('source_categories') }}

),

-- Rules are tried once per combination, not once per session.
combinations as (

    select distinct
        source,
        medium,
        campaign,
        click_id_type

    from sessions

),

comparable as (

    select
        *,
        coalesce(lower(trim(source)), '') as source_text,
        coalesce(lower(trim(medium)), '') as medium_text,
        coalesce(lower(trim(campaign)), '') as campaign_text,
        coalesce(click_id_type, '(none)') as click_id_text

    from combinations

),

source_texts as (

    select distinct source_text from comparable

),

categorised_sources as (

    select
        source_texts.source_text,
        categories.source_category

    from source_texts
    inner join categories on source_texts.source_text like categories.source_pattern
    qualify
        row_number() over (
            partition by source_texts.source_text
            order by length(categories.source_pattern) desc, categories.source_pattern
        ) = 1

),

categorised as (

    select
        comparable.*,
        categorised_sources.source_category

    from comparable
    left join categorised_sources on comparable.source_text = categorised_sources.source_text

),

-- An empty condition is always met, as an empty pattern is found in every text.
decided as (

    select
        categorised.source,
        categorised.medium,
        categorised.campaign,
        categorised.click_id_type,
        rules.channel,
        rules.rule_name as channel_rule

    from categorised
    inner join rules
        on coalesce(rules.source_category, '') in ('', categorised.source_category)
        and coalesce(rules.click_id_type, '') in ('', categorised.click_id_text)
        and {{ regex_matches('source_text', "coalesce(source_pattern, '')") }}
        and {{ regex_matches('medium_text', "coalesce(medium_pattern, '')") }}
        and {{ regex_matches('campaign_text', "coalesce(campaign_pattern, '')") }}
    qualify
        row_number() over (
            partition by
                categorised.source,
                categorised.medium,
                categorised.campaign,
                categorised.click_id_type
            order by rules.rule_order
        ) = 1

)

select * from decided
