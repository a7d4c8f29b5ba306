-- one row per Dong of any vintage, month, age band and sex, in the Dong of the frame
with
population as (
    select
        dong_code,
        month,
        age_band,
        sex,
        population_count
    from landing.population
),

vintages as (
    select
        dong_code,
        dong_index,
        first_month,
        last_month
    from reference.dong_vintages
),

final as (
    select
        population.age_band,
        population.sex,
        population.population_count,
        vintages.dong_index,
        cast(
            extract(year from population.month) * 12 + extract(month from population.month) - 1
            as integer
        ) as month_index
    from population
    inner join vintages
        on
            population.dong_code = vintages.dong_code
            and population.month between vintages.first_month and vintages.last_month
)

select * from final
