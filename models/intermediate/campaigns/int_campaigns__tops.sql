-- Up to the campaign that is part of no other. Where parents go round in a circle there is no such
-- campaign, and each stands for itself; so does the child of a campaign that nobody knows.
with recursive

catalogue as (

    select * from {{ ref('int_campaigns__catalogue') }}

),

parents as (

    select
        catalogue.campaign_key,
        catalogue.parent_campaign_key

    from catalogue
    inner join catalogue as known on catalogue.parent_campaign_key = known.campaign_key

),

-- `union` keeps each pair once, so a circle ends.
reached (campaign_key, ancestor_key) as (

    select
        campaign_key,
        parent_campaign_key as ancestor_key
    from parents

    union

    select
        reached.campaign_key,
        parents.parent_campaign_key as ancestor_key
    from reached
    inner join parents on reached.ancestor_key = parents.campaign_key

),

tops as (

    select
        reached.campaign_key,
        reached.ancestor_key as top_campaign_key

    from reached
    left join parents on reached.ancestor_key = parents.campaign_key
    where parents.campaign_key is null

)

select * from tops
