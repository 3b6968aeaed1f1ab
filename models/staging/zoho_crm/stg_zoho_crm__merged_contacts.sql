-- The API does not say into which record another one was merged.
select
    cast(null as varchar) as contact_key,
    cast(null as varchar) as merged_into_contact_key
where 1 = 0
