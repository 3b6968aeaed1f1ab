-- Our own format has no merged records.
select
    cast(null as varchar) as contact_key,
    cast(null as varchar) as merged_into_contact_key
where 1 = 0
