-- one row per Dong code of any vintage: the frame Dong it last belonged to
-- For records without a day, and for yearly or monthly figures of a place.
with
vintages as (
    select
        dong_code,
        dong_index,
        valid_from
    from reference.dong_vintages
),

latest as (
    select
        dong_code,
        max(valid_from) as valid_from
    from vintages
    group by dong_code
),

final as (
    select
        vintages.dong_code,
        vintages.dong_index
    from vintages
    inner join latest
        on
            vintages.dong_code = latest.dong_code
            and vintages.valid_from = latest.valid_from
)

select * from final
