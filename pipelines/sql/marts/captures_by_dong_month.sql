-- one row per Dong, month and capture history of six lists with a household in need
with
dong_months as (
    select *
    from staging.stg_dong_months
),

captures as (
    select *
    from staging.stg_captures
    where household_count > 0
),

final as (
    select
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        case when captures.list_mask & 1 > 0 then '1' else '0' end
        || case when captures.list_mask & 2 > 0 then '1' else '0' end
        || case when captures.list_mask & 4 > 0 then '1' else '0' end
        || case when captures.list_mask & 8 > 0 then '1' else '0' end
        || case when captures.list_mask & 16 > 0 then '1' else '0' end
        || case when captures.list_mask & 32 > 0 then '1' else '0' end as capture_history,
        cast(captures.household_count as bigint) as household_count,
        cast(captures.household_count_key as bigint) as household_count_key
    from captures
    inner join dong_months
        on
            captures.dong_index = dong_months.dong_index
            and captures.month_index <= dong_months.month_index
            and dong_months.month_index < coalesce(captures.next_index, 999999)
)

select * from final
