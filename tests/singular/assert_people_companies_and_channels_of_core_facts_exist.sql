-- Keys that the warehouse gives itself lead somewhere. Those that people write down may not: see
-- assert_what_lists_refer_to_exists.
{{ config(group='platform') }}

with

people as (

    select person_key from {{ ref('fct_content_uses') }}
    union
    select person_key from {{ ref('fct_survey_responses') }}

)

select
    'person' as referred_to,
    people.person_key as record_key

from people
left join {{ ref('dim_people') }} as dim_people on people.person_key = dim_people.person_key
where people.person_key is not null and dim_people.person_key is null

union all

select distinct
    'channel' as referred_to,
    budgets.channel as record_key

from {{ ref('fct_budgets') }} as budgets
left join {{ ref('dim_channels') }} as channels on budgets.channel = channels.channel
where channels.channel is null

union all

select distinct
    'content' as referred_to,
    content_uses.content_key as record_key

from {{ ref('fct_content_uses') }} as content_uses
left join {{ ref('dim_content') }} as content
    on content_uses.content_key = content.content_key
where content_uses.is_known_content != (content.content_key is not null)
