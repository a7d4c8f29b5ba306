-- one row per Gu, month, age band and sex
with
population as (
    select *
    from marts.population_by_dong_month
),

final as (
    select
        gu_code,
        month,
        age_band,
        sex,
        cast(sum(population_count) as bigint) as population_count
    from population
    group by
        gu_code,
        month,
        age_band,
        sex
)

select * from final
