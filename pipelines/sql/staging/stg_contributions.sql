-- one row per contribution, in the Dong of the frame
-- What came in counts unless it is said not to.
with
contributions as (
    select
        dong_code,
        donor_kind,
        contribution_kind,
        quantity,
        unit,
        value_krw,
        is_counted,
        received_on,
        record_key
    from landing.contributions
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
        contributions.donor_kind,
        contributions.contribution_kind,
        contributions.quantity,
        contributions.unit,
        contributions.value_krw,
        coalesce(contributions.is_counted, true) as is_counted,
        contributions.record_key,
        vintages.dong_index,
        cast(
            extract(year from contributions.received_on) * 12
            + extract(month from contributions.received_on) - 1
            as integer
        ) as month_index
    from contributions
    inner join vintages
        on
            contributions.dong_code = vintages.dong_code
            and contributions.received_on between vintages.valid_from and vintages.valid_to
)

select * from final
