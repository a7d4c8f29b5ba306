-- one row per Dong of the frame
with
dongs as (
    select *
    from reference.dongs
),

final as (
    select
        dong_code,
        gu_code,
        dong_name_ko,
        dong_name_en,
        gu_name_ko,
        gu_name_en,
        area_km2
    from dongs
)

select * from final
