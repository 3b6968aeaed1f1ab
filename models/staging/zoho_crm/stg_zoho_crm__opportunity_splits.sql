-- Zoho CRM does not split credit; a list of splits can name its deals.
select
    cast(null as varchar) as opportunity_split_key,
    cast(null as varchar) as opportunity_key,
    cast(null as varchar) as owner_key,
    cast(null as varchar) as split_type,
    cast(null as double) as credit_rate
where 1 = 0
