-- one row per audit of a Dong of any vintage and month, in the Dong of the frame
with
audits as (
    select
        dong_code,
        month,
        audited_count,
        needy_known_count,
        needy_unknown_count,
        record_key
    from landing.audits
),

vintages as (
    select
        dong_code,
        dong_index,
        first_month,
        last_month
    from reference.dong_vintages
),

final as (
    select
        audits.audited_count,
        audits.needy_known_count,
        audits.needy_unknown_count,
        audits.record_key,
        vintages.dong_index,
        cast(
            extract(year from audits.month) * 12 + extract(month from audits.month) - 1
            as integer
        ) as month_index
    from audits
    inner join vintages
        on
            audits.dong_code = vintages.dong_code
            and audits.month between vintages.first_month and vintages.last_month
)

select * from final
