-- Identifiers that are no one person, or no prospect, by what they are.
with

edges as (

    select * from {{ ref('int_identity__edges') }}

),

sessions as (

    select * from {{ ref('int_web__sessions') }}

),

rep_emails as (

    select * from {{ ref('int_identity__rep_emails') }}

),

internal_domains as (

    select * from {{ ref('internal_domains') }}

),

shared_mailboxes as (

    select * from {{ ref('shared_mailboxes') }}

),

addresses as (

    select identifier as email_identifier
    from edges
    where identifier like 'email:%'

    union

    select other_identifier as email_identifier
    from edges
    where other_identifier like 'email:%'

),

judged_addresses as (

    select
        addresses.email_identifier as identifier,
        case
            when
                rep_emails.email_identifier is not null
                or internal_domains.domain is not null
                then 'internal address'
            when shared_mailboxes.mailbox is not null then 'shared mailbox'
        end as reason

    from addresses
    left join rep_emails on addresses.email_identifier = rep_emails.email_identifier
    left join internal_domains
        on {{ email_domain('addresses.email_identifier') }} = internal_domains.domain
    -- info+fair@x.example is read by whoever reads info@x.example
    left join shared_mailboxes
        on
        split_part(split_part(substr(addresses.email_identifier, 7), '@', 1), '+', 1)
        = shared_mailboxes.mailbox

),

-- One odd visit makes nobody a program, nor one of us.
browsers as (

    select
        'visitor:' || visitor_key as identifier,
        case when bool_and(is_bot) then 'bot' else 'internal traffic' end as reason

    from sessions
    where visitor_key is not null
    group by visitor_key
    having bool_and(is_bot or internal_reason is not null)

),

impersonal as (

    select
        identifier,
        reason
    from judged_addresses
    where reason is not null

    union all

    select
        identifier,
        reason
    from browsers

)

select * from impersonal
