-- one row per Gu, month, age band and sex of which a measure is not the sum over its Dongs
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.population_by_gu_month set population_count = population_count + 1
with
gus as (
    select *
    from marts.population_by_gu_month
),

dongs as (
    select
        gu_code,
        month,
        age_band,
        sex,
        sum(population_count) as population_count
    from marts.population_by_dong_month
    group by
        gu_code,
        month,
        age_band,
        sex
),

final as (
    select
        coalesce(gus.gu_code, dongs.gu_code) as gu_code,
        coalesce(gus.month, dongs.month) as month,
        coalesce(gus.age_band, dongs.age_band) as age_band,
        coalesce(gus.sex, dongs.sex) as sex,
        gus.population_count - dongs.population_count as population_count
    from gus
    full outer join dongs
        on
            gus.gu_code = dongs.gu_code
            and gus.month = dongs.month
            and gus.age_band = dongs.age_band
            and gus.sex = dongs.sex
    where gus.population_count is distinct from dongs.population_count
)

select * from final
