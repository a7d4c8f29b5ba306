-- one row per Gu
with
dongs as (
    select *
    from marts.dongs
),

final as (
    select
        gu_code,
        min(gu_name_ko) as gu_name_ko,
        min(gu_name_en) as gu_name_en,
        cast(sum(cast(area_km2 as decimal(18, 6))) as double) as area_km2,
        cast(count(*) as bigint) as dong_count
    from dongs
    group by gu_code
)

select * from final
