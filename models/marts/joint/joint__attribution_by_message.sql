with

campaigns as (

    select * from {{ ref('dim_campaigns') }}

),

content as (

    select * from {{ ref('dim_content') }}

),

-- A touch says what its campaign says, else what the piece of content says that it met.
credits as (

    select
        months.*,
        case
            when months.campaign_key = '(no touch)' then '(no touch)'
            when campaigns.message != '(not set)' then campaigns.message
            when content.message != '(not set)' then content.message
            else '(no message)'
        end as message

    from {{ ref('fct_attribution_months') }} as months
    left join campaigns on months.campaign_key = campaigns.campaign_key
    left join content on months.content_key = content.content_key

),

costs as (

    select
        campaign_costs.*,
        case
            when campaigns.message != '(not set)' then campaigns.message
            else '(no message)'
        end as message

    from {{ ref('fct_campaign_costs') }} as campaign_costs
    left join campaigns on campaign_costs.campaign_key = campaigns.campaign_key

),

{{ returns_by('message') }}

select * from returns
