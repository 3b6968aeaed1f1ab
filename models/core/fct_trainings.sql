with

trainings as (

    select * from {{ ref('int_alignment__trainings') }}

),

owners as (

    select * from {{ ref('int_identity__owners') }}

),

described as (

    select
        trainings.training_key,
        owners.owner_key,
        trainings.source_system,
        coalesce(trainings.training_name, '(not set)') as training_name,
        trainings.completed_date is not null as is_completed,
        trainings.score,
        {{ days_between('trainings.assigned_date', 'trainings.completed_date') }}
            as days_to_complete,
        case
            when trainings.completed_date is null
                then {{ days_between('trainings.assigned_date', as_of()) }}
        end as days_open,
        trainings.assigned_date,
        trainings.completed_date

    from trainings
    left join owners on trainings.owner_key = owners.named_owner_key

)

select * from described
