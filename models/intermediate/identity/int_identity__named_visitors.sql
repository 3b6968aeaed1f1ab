-- What is tried out at the office with a customer's address names nobody; our own address does.
with

internal_domains as (

    select * from {{ ref('internal_domains') }}

),

rep_emails as (

    select distinct email_identifier from {{ ref('int_identity__rep_emails') }}

),

named as (

    select distinct
        visitor_key,
        native_session_id,
        user_id,
        email,
        internal_reason is not null as is_internal,
        {{ email_identifier('user_id') }} as user_identifier,
        {{ email_identifier('email') }} as email_identifier

    from {{ ref('int_web__web_events') }}
    where visitor_key is not null and (user_id is not null or email is not null)

),

judged as (

    select
        named.visitor_key,
        named.native_session_id,
        case
            when not named.is_internal then named.user_id
            when
                rep_users.email_identifier is not null or user_domains.domain is not null
                then named.user_id
        end as user_id,
        case
            when not named.is_internal then named.email
            when
                reps.email_identifier is not null or domains.domain is not null
                then named.email
        end as email

    from named
    left join rep_emails as rep_users on named.user_identifier = rep_users.email_identifier
    left join rep_emails as reps on named.email_identifier = reps.email_identifier
    left join internal_domains as user_domains
        on {{ email_domain('named.user_identifier') }} = user_domains.domain
    left join internal_domains as domains
        on {{ email_domain('named.email_identifier') }} = domains.domain

),

-- Who says his name on the second site was the same before.
visitors as (

    select
        visitor_key,
        user_id,
        email
    from judged
    where user_id is not null or email is not null

    union

    select
        linked_sessions.owner_visitor_key as visitor_key,
        judged.user_id,
        judged.email
    from judged
    inner join {{ ref('int_web__linked_sessions') }} as linked_sessions
        on
        judged.visitor_key = linked_sessions.visitor_key
        and judged.native_session_id = linked_sessions.session_id
    where judged.user_id is not null or judged.email is not null

)

select * from visitors
