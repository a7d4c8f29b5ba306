-- one row per report, in the Dong of the frame
with
reports as (
    select
        household_id,
        dong_code,
        report_channel,
        reported_on,
        record_key
    from landing.reports
),

vintages as (
    select
        dong_code,
        dong_index,
        valid_from,
        valid_to
    from reference.dong_vintages
),

final as (
    select
        reports.household_id,
        reports.report_channel,
        reports.record_key,
        reports.reported_on,
        vintages.dong_index,
        cast(
            extract(year from reports.reported_on) * 12
            + extract(month from reports.reported_on) - 1
            as integer
        ) as month_index
    from reports
    inner join vintages
        on
            reports.dong_code = vintages.dong_code
            and reports.reported_on between vintages.valid_from and vintages.valid_to
)

select * from final
