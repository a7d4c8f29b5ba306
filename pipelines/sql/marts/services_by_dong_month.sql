-- one row per Dong, month, kind, funding and unit with a service
with
dong_months as (
    select *
    from staging.stg_dong_months
),

counts as (
    select *
    from staging.stg_service_counts
),

final as (
    select
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        counts.service_kind,
        counts.funding,
        counts.unit,
        cast(counts.service_count as bigint) as service_count,
        cast(counts.served_household_count as bigint) as served_household_count,
        cast(coalesce(counts.quantity, 0) as double) as quantity,
        cast(counts.service_count_key as bigint) as service_count_key,
        cast(counts.served_household_count_key as bigint) as served_household_count_key
    from counts
    inner join dong_months
        on
            counts.dong_index = dong_months.dong_index
            and counts.month_index = dong_months.month_index
)

select * from final
