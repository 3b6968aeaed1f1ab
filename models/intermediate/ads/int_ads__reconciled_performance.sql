-- Platforms report the same money at several levels, and no level has all of it: a Performance Max
-- campaign has no ads, an account pays for what no campaign lists. So each row stands at its own
-- level and is taken off the nearest row reported above it. What stays on a row is what its parts
-- do not explain, and the sum of a day is the sum of the topmost rows.
{%- set measures = {
    'spend': 'decimal(18, 6)',
    'impressions': 'bigint',
    'clicks': 'bigint',
    'platform_conversions': 'decimal(18, 6)',
    'platform_conversion_value': 'decimal(18, 6)',
} %}
{%- set billed = 'source_system, ad_account_key, currency_code, performance_date' %}

with

performance as (

    select * from {{ ref('int_ads__performance_by_object') }}

),

placed as (

    select
        *,
        case
            when
                report_level = 'ad'
                and bool_or(report_level = 'ad_group') over (
                    partition by {{ billed }}, campaign_key, ad_group_key
                )
                then 'ad_group'
            when
                report_level in ('ad_group', 'ad')
                and bool_or(report_level = 'campaign') over (
                    partition by {{ billed }}, campaign_key
                )
                then 'campaign'
            when
                report_level != 'account'
                and bool_or(report_level = 'account') over (partition by {{ billed }})
                then 'account'
        end as parent_level

    from performance

),

entries as (

    select
        {{ billed }},
        report_level,
        campaign_key,
        ad_group_key,
        ad_key,
        false as is_part,
        {{ measures | join(', ') }}
    from placed

    union all

    select
        {{ billed }},
        parent_level as report_level,
        case when parent_level = 'account' then '(not set)' else campaign_key end as campaign_key,
        case when parent_level = 'ad_group' then ad_group_key else '(not set)' end as ad_group_key,
        '(not set)' as ad_key,
        true as is_part,
        {{ measures | join(', ') }}
    from placed
    where parent_level is not null

),

-- A measure that the upper row does not report stays null there: nothing is taken off it.
reconciled as (

    select
        {{ billed }},
        report_level,
        campaign_key,
        ad_group_key,
        ad_key,
        {% for measure, data_type in measures.items() %}
            cast(
                sum({{ measure }}) filter (where not is_part)
                - coalesce(sum({{ measure }}) filter (where is_part), 0) as {{ data_type }}
            ) as {{ measure }},
        {% endfor %}
        bool_or(is_part) as is_remainder

    from entries
    group by all

),

explained as (

    select * from reconciled
    where not is_remainder or {{ measures | join(' != 0 or ') }} != 0

)

select * from explained
