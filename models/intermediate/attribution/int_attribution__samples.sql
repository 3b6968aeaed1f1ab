-- How often each bag of journeys counts: once in sample 0, which is all there is, and by chance in
-- the others (a bootstrap, with weights from a Poisson distribution of mean 1). Chance is a digest.
with

numbers as (

    select * from {{ ref('int_calendar__numbers') }}

),

digits as (

    select
        number as digit,
        substr('0123456789abcdef', number + 1, 1) as letter

    from numbers
    where number < 16

),

bags as (

    select sixteens.letter || ones.letter as bag
    from digits as sixteens
    cross join digits as ones

),

samples as (

    select number as sample_number
    from numbers
    where number <= {{ var('bootstrap_samples') }}

),

draws as (

    select
        samples.sample_number,
        bags.bag,
        md5('bootstrap ' || bags.bag || ' ' || cast(samples.sample_number as varchar)) as digest

    from samples
    cross join bags

),

fractions as (

    select
        draws.sample_number,
        draws.bag,
        (digit_1.digit * 4096 + digit_2.digit * 256 + digit_3.digit * 16 + digit_4.digit) / 65536.0
            as draw

    from draws
    inner join digits as digit_1 on substr(draws.digest, 1, 1) = digit_1.letter
    inner join digits as digit_2 on substr(draws.digest, 2, 1) = digit_2.letter
    inner join digits as digit_3 on substr(draws.digest, 3, 1) = digit_3.letter
    inner join digits as digit_4 on substr(draws.digest, 4, 1) = digit_4.letter

),

weighed as (

    select
        sample_number,
        bag,
        case
            when sample_number = 0 then 1
            when draw < 0.367879 then 0
            when draw < 0.735759 then 1
            when draw < 0.919699 then 2
            when draw < 0.981012 then 3
            when draw < 0.996340 then 4
            else 5
        end as copies

    from fractions

)

select * from weighed
