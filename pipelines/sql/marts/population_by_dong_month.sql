-- one row per Dong, month, age band and sex
with
populations as (
    select *
    from staging.stg_populations
),

dong_months as (
    select *
    from staging.stg_dong_months
),

final as (
    select
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        populations.age_band,
        populations.sex,
        cast(sum(populations.population_count) as bigint) as population_count
    from populations
    inner join dong_months
        on
            populations.dong_index = dong_months.dong_index
            and populations.month_index = dong_months.month_index
    group by
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        populations.age_band,
        populations.sex
)

select * from final
