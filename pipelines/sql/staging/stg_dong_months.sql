-- one row per Dong of the frame and month of the deployment
with
dongs as (
    select
        dong_index,
        dong_code,
        gu_code
    from reference.dongs
),

months as (
    select
        month_index,
        month
    from reference.months
),

final as (
    select
        dongs.dong_index,
        dongs.dong_code,
        dongs.gu_code,
        months.month_index,
        months.month
    from dongs
    cross join months
)

select * from final
