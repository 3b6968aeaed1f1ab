with

named as (

    select
        visitor_key,
        occurred_at as named_at

    from {{ ref('int_web__web_events') }}
    where user_id is not null or email is not null

    union all

    select
        visitor_key,
        submitted_at as named_at

    from {{ ref('int_email__form_submissions') }}

),

firsts as (

    select
        visitor_key,
        min(named_at) as known_at

    from named
    where visitor_key is not null
    group by visitor_key

)

select * from firsts
