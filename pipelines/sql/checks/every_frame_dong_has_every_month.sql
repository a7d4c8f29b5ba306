-- one row per table, Dong and month that is lacking
-- broken by: delete from marts.activity_by_dong_month where month = '2014-03-01'
with
dong_months as (
    select
        dong_code,
        month
    from staging.stg_dong_months
),

present as (
    select
        'coverage_by_dong_month' as table_name,
        dong_code,
        month
    from marts.coverage_by_dong_month
    union all
    select
        'activity_by_dong_month' as table_name,
        dong_code,
        month
    from marts.activity_by_dong_month
    union all
    select
        'evaluation_panel_by_dong_month' as table_name,
        dong_code,
        month
    from marts.evaluation_panel_by_dong_month
    union all
    select distinct
        'case_flow_by_dong_month' as table_name,
        dong_code,
        month
    from marts.case_flow_by_dong_month
),

counted as (
    select
        dong_months.dong_code,
        dong_months.month,
        count(present.table_name) as table_count
    from dong_months
    left join present
        on
            dong_months.dong_code = present.dong_code
            and dong_months.month = present.month
    group by
        dong_months.dong_code,
        dong_months.month
),

final as (
    select *
    from counted
    where table_count != 4
)

select * from final
