-- Words that people or platforms chose, and what the seeds make of them. What no seed knows is
-- where numbers end in Unassigned, other or unmapped: one row of a seed away from the right place.
with

said as (

    select
        source_system,
        'stage' as word_kind,
        source_stage as word
    from {{ ref('int_crm__current_opportunities') }}

    union all

    select
        source_system,
        'stage' as word_kind,
        source_stage as word
    from {{ ref('int_crm__opportunity_stages') }}

    union all

    select
        source_system,
        'deal type' as word_kind,
        opportunity_type as word
    from {{ ref('int_crm__current_opportunities') }}

    union all

    select
        source_system,
        'forecast category' as word_kind,
        forecast_category as word
    from {{ ref('int_crm__current_opportunities') }}

    union all

    select
        source_system,
        'forecast category' as word_kind,
        new_value as word
    from {{ ref('int_crm__opportunity_field_changes') }}
    where field_name = 'forecast_category'

    union all

    select
        source_system,
        'lead source' as word_kind,
        lead_source as word
    from {{ ref('int_crm__leads') }}

    union all

    select
        source_system,
        'campaign type' as word_kind,
        campaign_type as word
    from {{ ref('int_crm__campaigns') }}

    union all

    select
        source_system,
        'activity type' as word_kind,
        source_type as word
    from {{ ref('int_crm__activities') }}

    union all

    select
        source_system,
        'activity type' as word_kind,
        source_type as word
    from {{ ref('int_outreach__outreach_activities') }}

    union all

    select
        source_system,
        'ad campaign type' as word_kind,
        campaign_type as word
    from {{ ref('int_ads__ad_campaigns') }}

    union all

    select
        source_system,
        'quote status' as word_kind,
        source_status as word
    from {{ ref('int_crm__quotes') }}

),

counted as (

    select
        source_system,
        word_kind,
        lower(trim(word)) as word,
        count(*) as mentions

    from said
    where word is not null
    group by source_system, word_kind, lower(trim(word))

),

{%- set seeds = [
    ('stage', 'opportunity_stages', 'source_stage', 'stage'),
    ('deal type', 'opportunity_types', 'source_type', 'opportunity_type'),
    ('forecast category', 'forecast_categories', 'source_category', 'forecast_category'),
    ('lead source', 'lead_sources', 'source_name', 'channel'),
    ('campaign type', 'campaign_types', 'source_type', 'channel'),
    ('activity type', 'activity_types', 'source_type', 'activity_type'),
    ('quote status', 'quote_statuses', 'source_status', 'quote_status'),
] %}

known as (
    {%- for word_kind, seed, word, meaning in seeds %}

        select
            cast(null as varchar) as source_system,
            '{{ word_kind }}' as word_kind,
            {{ word }} as word,
            {{ meaning }} as meaning
        from {{ ref(seed) }}

        union all
    {%- endfor %}

    select
        source_system,
        'ad campaign type' as word_kind,
        lower(campaign_type) as word,
        channel as meaning
    from {{ ref('ad_channels') }}

),

translated as (

    select
        counted.source_system,
        counted.word_kind,
        counted.word,
        known.meaning,
        counted.mentions

    from counted
    left join known
        on
        counted.word_kind = known.word_kind
        and counted.word = known.word
        and counted.source_system = coalesce(known.source_system, counted.source_system)

    union all

    select
        source_system,
        'traffic source' as word_kind,
        source || ' / ' || medium as word,
        nullif(channel, 'Unassigned') as meaning,
        count(*) as mentions

    from {{ ref('fct_sessions') }}
    group by source_system, source, medium, channel

),

words as (

    select
        source_system,
        word_kind,
        word,
        coalesce(meaning, '(not mapped)') as meaning,
        meaning is not null as is_mapped,
        cast(mentions as bigint) as mentions

    from translated

)

select * from words
