with

meetings as (

    select
        *,
        coalesce(marketing_attendees, 0) as from_marketing,
        coalesce(sales_attendees, 0) as from_sales,
        coalesce(was_held, marketing_attendees > 0 or sales_attendees > 0, false) as took_place

    from {{ ref('int_alignment__meetings') }}

),

described as (

    select
        meeting_key,
        source_system,
        coalesce(meeting_name, '(not set)') as meeting_name,
        planned_date,
        planned_date <= {{ as_of() }} as is_due,
        took_place as is_held,
        took_place and from_marketing > 0 and from_sales > 0 as is_joint,
        from_marketing as marketing_attendees,
        from_sales as sales_attendees,
        from_marketing + from_sales as attendees,
        coalesce(actions_agreed, 0) as actions_agreed,
        coalesce(actions_closed, 0) as actions_closed

    from meetings

)

select * from described
