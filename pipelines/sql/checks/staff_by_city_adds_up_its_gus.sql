-- one row per month, level and role of which a measure is not the sum over its Gu
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- Only what stands by Gu: what the city has of its own is not in them.
-- broken by: update marts.staff_by_city_month set fte = fte + 1
with
whole as (
    select *
    from marts.staff_by_city_month
    where level != 'city'
),

gus as (
    select
        month,
        level,
        role,
        sum(headcount) as headcount,
        sum(cast(fte as decimal(18, 4))) as fte
    from marts.staff_by_gu_month
    group by
        month,
        level,
        role
),

final as (
    select
        coalesce(whole.month, gus.month) as month,
        coalesce(whole.level, gus.level) as level,
        coalesce(whole.role, gus.role) as role,
        whole.headcount - gus.headcount as headcount,
        cast(whole.fte as decimal(18, 4)) - gus.fte as fte
    from whole
    full outer join gus
        on
            whole.month = gus.month
            and whole.level = gus.level
            and whole.role = gus.role
    where
        whole.headcount is distinct from gus.headcount
        or cast(whole.fte as decimal(18, 4)) is distinct from gus.fte
)

select * from final
