-- one row per Dong and month: reports that name no household
with
reports as (
    select *
    from staging.stg_reports
    where household_id is null
),

final as (
    select
        dong_index,
        month_index,
        count(*) as missing_address_count,
        sum(record_key) as missing_address_count_key
    from reports
    group by
        dong_index,
        month_index
)

select * from final
