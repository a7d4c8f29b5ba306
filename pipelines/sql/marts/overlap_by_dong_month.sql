-- one row per Dong, month and capture history with a household; the window ends with the month
-- A household stands in the Dong of its latest report of the window.
with
dong_months as (
    select *
    from staging.stg_dong_months
),

histories as (
    select *
    from staging.stg_histories
),

final as (
    select
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        case when histories.group_mask & 1 > 0 then '1' else '0' end
        || case when histories.group_mask & 2 > 0 then '1' else '0' end
        || case when histories.group_mask & 4 > 0 then '1' else '0' end
        || case when histories.group_mask & 8 > 0 then '1' else '0' end
        || case when histories.group_mask & 16 > 0 then '1' else '0' end as history,
        cast(histories.household_count as bigint) as household_count,
        cast(histories.household_count_key as bigint) as household_count_key
    from histories
    inner join dong_months
        on
            histories.dong_index = dong_months.dong_index
            and histories.month_index = dong_months.month_index
)

select * from final
