-- one row per Dong and month: households flagged again in it, and those waiting as it ends
with
dong_months as (
    select *
    from staging.stg_dong_months
),

flags as (
    select *
    from staging.stg_flag_counts
),

changes as (
    select *
    from staging.stg_queue_counts
),

missing as (
    select *
    from staging.stg_missing_counts
),

final as (
    select
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        cast(coalesce(flags.flagged_count, 0) as bigint) as flagged_count,
        cast(coalesce(flags.repeat_flag_count, 0) as bigint) as repeat_flag_count,
        cast(flags.repeat_flag_count as double)
        / nullif(flags.flagged_count, 0) as repeat_flag_rate,
        cast(coalesce(flags.repeat_unserved_count, 0) as bigint) as repeat_unserved_count,
        cast(sum(coalesce(changes.untried_change, 0)) over so_far as bigint) as untried_count,
        cast(sum(coalesce(changes.no_contact_change, 0)) over so_far as bigint)
            as no_contact_count,
        cast(coalesce(missing.missing_address_count, 0) as bigint) as missing_address_count,
        cast(coalesce(flags.flagged_count_key, 0) as bigint) as flagged_count_key,
        cast(coalesce(flags.repeat_flag_count_key, 0) as bigint) as repeat_flag_count_key,
        cast(coalesce(flags.repeat_unserved_count_key, 0) as bigint) as repeat_unserved_count_key,
        cast(sum(coalesce(changes.untried_key_change, 0)) over so_far as bigint)
            as untried_count_key,
        cast(sum(coalesce(changes.no_contact_key_change, 0)) over so_far as bigint)
            as no_contact_count_key,
        cast(coalesce(missing.missing_address_count_key, 0) as bigint)
            as missing_address_count_key
    from dong_months
    left join flags
        on
            dong_months.dong_index = flags.dong_index
            and dong_months.month_index = flags.month_index
    left join changes
        on
            dong_months.dong_index = changes.dong_index
            and dong_months.month_index = changes.month_index
    left join missing
        on
            dong_months.dong_index = missing.dong_index
            and dong_months.month_index = missing.month_index
    window so_far as (
        partition by dong_months.dong_code
        order by dong_months.month
    )
)

select * from final
