-- one row per Gu, month, level and role of which a measure is not the sum over its Dongs
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- Only what stands by Dong: what the Gu has of its own is not in them.
-- broken by: update marts.staff_by_gu_month set headcount = headcount + 1
with
gus as (
    select *
    from marts.staff_by_gu_month
    where level = 'dong'
),

dongs as (
    select
        gu_code,
        month,
        level,
        role,
        sum(headcount) as headcount,
        sum(cast(fte as decimal(18, 4))) as fte
    from marts.staff_by_dong_month
    group by
        gu_code,
        month,
        level,
        role
),

final as (
    select
        coalesce(gus.gu_code, dongs.gu_code) as gu_code,
        coalesce(gus.month, dongs.month) as month,
        coalesce(gus.level, dongs.level) as level,
        coalesce(gus.role, dongs.role) as role,
        gus.headcount - dongs.headcount as headcount,
        cast(gus.fte as decimal(18, 4)) - dongs.fte as fte
    from gus
    full outer join dongs
        on
            gus.gu_code = dongs.gu_code
            and gus.month = dongs.month
            and gus.level = dongs.level
            and gus.role = dongs.role
    where
        gus.headcount is distinct from dongs.headcount
        or cast(gus.fte as decimal(18, 4)) is distinct from dongs.fte
)

select * from final
