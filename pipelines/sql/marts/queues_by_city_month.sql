-- one row per month: households flagged again in it, and those waiting as it ends
with
queues as (
    select *
    from marts.queues_by_dong_month
),

final as (
    select
        month,
        cast(sum(flagged_count) as bigint) as flagged_count,
        cast(sum(repeat_flag_count) as bigint) as repeat_flag_count,
        cast(sum(repeat_flag_count) as double)
        / nullif(sum(flagged_count), 0) as repeat_flag_rate,
        cast(sum(repeat_unserved_count) as bigint) as repeat_unserved_count,
        cast(sum(untried_count) as bigint) as untried_count,
        cast(sum(no_contact_count) as bigint) as no_contact_count,
        cast(sum(missing_address_count) as bigint) as missing_address_count,
        cast(sum(flagged_count_key) as bigint) as flagged_count_key,
        cast(sum(repeat_flag_count_key) as bigint) as repeat_flag_count_key,
        cast(sum(repeat_unserved_count_key) as bigint) as repeat_unserved_count_key,
        cast(sum(untried_count_key) as bigint) as untried_count_key,
        cast(sum(no_contact_count_key) as bigint) as no_contact_count_key,
        cast(sum(missing_address_count_key) as bigint) as missing_address_count_key
    from queues
    group by
        month
)

select * from final
