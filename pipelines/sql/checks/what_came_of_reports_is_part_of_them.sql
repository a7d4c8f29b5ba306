-- one row per Dong, month and channel with more of a part of its reports or households than of all
-- broken by: update marts.reports_by_dong_month set confirmed_count = 7
with
reports as (
    select *
    from marts.reports_by_dong_month
),

final as (
    select
        dong_code,
        month,
        report_channel,
        report_count,
        known_household_count,
        followed_up_count,
        confirmed_count,
        reported_household_count,
        sole_channel_count,
        refused_count
    from reports
    where
        known_household_count > report_count
        or followed_up_count > known_household_count
        or confirmed_count > known_household_count
        or reported_household_count > known_household_count
        or sole_channel_count > reported_household_count
        or refused_count > reported_household_count
        or is_complete != (confirmed_count is not null)
        or is_complete != (refused_count is not null)
)

select * from final
