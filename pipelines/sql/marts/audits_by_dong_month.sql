-- one row per audited Dong and month
with
audits as (
    select *
    from staging.stg_audits
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
        cast(sum(audits.audited_count) as bigint) as audited_count,
        cast(sum(audits.needy_known_count) as bigint) as needy_known_count,
        cast(sum(audits.needy_unknown_count) as bigint) as needy_unknown_count,
        cast(sum(audits.record_key) as bigint) as audited_count_key,
        cast(sum(audits.record_key) as bigint) as needy_known_count_key,
        cast(sum(audits.record_key) as bigint) as needy_unknown_count_key
    from audits
    inner join dong_months
        on
            audits.dong_index = dong_months.dong_index
            and audits.month_index = dong_months.month_index
    group by
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month
)

select * from final
