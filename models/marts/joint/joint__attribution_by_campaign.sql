with

credits as (

    select * from {{ ref('fct_attribution_months') }}

),

costs as (

    select * from {{ ref('fct_campaign_costs') }}

),

{{ returns_by('campaign_key') }},

named as (

    select
        returns.*,
        coalesce(campaigns.campaign_name, returns.campaign_key) as campaign_name,
        coalesce(campaigns.campaign_type, '(not set)') as campaign_type,
        coalesce(
            campaigns.channel,
            case when returns.campaign_key = '(no touch)' then '(no touch)' else 'Unassigned' end
        ) as channel

    from returns
    left join {{ ref('dim_campaigns') }} as campaigns
        on returns.campaign_key = campaigns.campaign_key

)

select * from named
