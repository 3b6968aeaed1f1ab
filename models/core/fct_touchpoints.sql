with

memberships as (

    select * from {{ ref('int_identity__person_accounts') }}
    where is_primary

),

channels as (

    select * from {{ ref('dim_channels') }}

),

-- A list of content may name a page by its path alone: then it is on every site.
pages as (

    select
        page_path,
        coalesce(page_host, '(any)') as page_host,
        min(content_key) as content_key

    from {{ ref('dim_content') }}
    where page_path is not null
    group by page_path, page_host

),

touches as (

    select
        'session:' || sessions.session_key as touchpoint_key,
        sessions.source_system,
        case
            when channels.is_paid then 'paid_session'
            when sessions.channel = 'Direct' then 'direct_session'
            when sessions.channel = 'Organic Social' then 'social_click'
            else 'session'
        end as touch_type,
        sessions.person_key,
        cast(null as varchar) as account_key,
        cast(null as varchar) as opportunity_key,
        cast(null as varchar) as owner_key,
        sessions.campaign_key,
        sessions.channel,
        sessions.hostname as page_host,
        sessions.landing_page as page_path,
        sessions.started_at as touched_at,
        cast(null as varchar) as outcome,
        case
            when sessions.is_bot then 'bot'
            when sessions.exclusion_reason like 'internal: %' then 'internal traffic'
            when not sessions.has_consent then 'no consent'
        end as flaw

    from {{ ref('fct_sessions') }} as sessions
    inner join channels on sessions.channel = channels.channel
    where sessions.person_key is not null

    union all

    select
        'email:' || email_event_key as touchpoint_key,
        source_system,
        'email_click' as touch_type,
        person_key,
        cast(null as varchar) as account_key,
        cast(null as varchar) as opportunity_key,
        cast(null as varchar) as owner_key,
        campaign_key,
        'Email' as channel,
        {{ url_host('link_url') }} as page_host,
        {{ url_path('link_url') }} as page_path,
        occurred_at as touched_at,
        cast(null as varchar) as outcome,
        case when is_machine then 'link scanner' end as flaw

    from {{ ref('fct_email_events') }}
    where event_type = 'click' and person_key is not null

    union all

    select
        touchpoint_key,
        source_system,
        touch_type,
        person_key,
        account_key,
        opportunity_key,
        owner_key,
        campaign_key,
        channel,
        page_host,
        page_path,
        touched_at,
        cast(null as varchar) as outcome,
        cast(null as varchar) as flaw

    from {{ ref('int_touches__from_records') }}

    union all

    select
        'activity:' || activity_key as touchpoint_key,
        source_system,
        touch_type,
        person_key,
        account_key,
        opportunity_key,
        owner_key,
        cast(null as varchar) as campaign_key,
        cast(null as varchar) as channel,
        cast(null as varchar) as page_host,
        cast(null as varchar) as page_path,
        occurred_at as touched_at,
        outcome,
        case when not is_completed then 'not completed' end as flaw

    from {{ ref('fct_activities') }}
    where touch_type is not null

),

described as (

    select
        touches.*,
        coalesce(own_pages.content_key, any_pages.content_key) as content_key,

        -- what the record says, else where the person was at the time, else where they are now
        coalesce(
            touches.account_key,
            opportunities.account_key,
            memberships.account_key,
            people.account_key
        ) as counted_account_key,
        case
            when touches.account_key is not null then 'record'
            when opportunities.account_key is not null then 'deal'
            when memberships.account_key is not null then memberships.matched_by
            when people.account_key is not null then people.account_matched_by
            else '(none)'
        end as account_matched_by,
        coalesce(people.is_internal, false) as is_of_a_colleague

    from touches
    left join {{ ref('fct_opportunities') }} as opportunities
        on touches.opportunity_key = opportunities.opportunity_key
    left join {{ ref('dim_people') }} as people on touches.person_key = people.person_key
    left join memberships
        on
        touches.person_key = memberships.person_key
        and (memberships.valid_from is null or touches.touched_at >= memberships.valid_from)
        and (memberships.valid_to is null or touches.touched_at < memberships.valid_to)
    left join pages as own_pages
        on
        touches.page_path = own_pages.page_path
        and touches.page_host = own_pages.page_host
    left join pages as any_pages
        on touches.page_path = any_pages.page_path and any_pages.page_host = '(any)'

),

judged as (

    select
        described.*,
        touch_types.side,
        touch_types.weight_class,
        touch_types.priority as touch_priority,
        coalesce(described.channel, touch_types.channel, 'Unassigned') as counted_channel,
        case
            when described.flaw is not null then described.flaw
            when described.is_of_a_colleague then 'colleague'
            when described.touched_at is null then 'no time'
            when touch_types.touch_type is null then 'unknown touch type'
            when not touch_types.is_creditable then 'kind earns no credit'
            when
                touch_types.counts_when is not null
                and not {{ regex_matches('lower(described.outcome)', 'touch_types.counts_when') }}
                then 'no answer'
        end as reason

    from described
    left join {{ ref('touch_types') }} as touch_types
        on described.touch_type = touch_types.touch_type

),

published as (

    select
        judged.touchpoint_key,
        judged.source_system,
        judged.touch_type,
        coalesce(judged.side, 'marketing') as side,
        judged.counted_channel as channel,
        coalesce(channels.is_one_to_one, false) as is_one_to_one,
        judged.person_key,
        judged.counted_account_key as account_key,
        judged.account_matched_by,
        judged.opportunity_key,
        judged.owner_key,
        judged.campaign_key,
        judged.content_key,
        judged.touched_at,
        cast(judged.touched_at as date) as touch_date,
        coalesce(judged.touch_priority, 999) as touch_priority,
        coalesce(judged.weight_class, 'glance') as weight_class,
        judged.reason is null as is_creditable,
        coalesce(judged.reason, '(creditable)') as not_creditable_reason

    from judged
    left join channels on judged.counted_channel = channels.channel

)

select * from published
