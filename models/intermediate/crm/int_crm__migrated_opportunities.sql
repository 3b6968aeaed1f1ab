with

opportunities as (

    select * from {{ ref('int_crm__opportunities') }}

),

migrated as (

    select
        migrated_from_key as old_opportunity_key,
        min(opportunity_key) as opportunity_key

    from opportunities
    where migrated_from_key is not null and deleted_at is null
    group by migrated_from_key

)

select * from migrated
