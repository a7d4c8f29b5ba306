-- one row per Gu, fiscal year, level and line of which a measure is not the sum over its Dongs
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- Only what stands by Dong: what the Gu has of its own is not in them.
-- broken by: update marts.budget_by_gu_year set amount_krw = amount_krw + 1
with
gus as (
    select *
    from marts.budget_by_gu_year
    where level = 'dong'
),

dongs as (
    select
        gu_code,
        fiscal_year,
        level,
        line,
        sum(amount_krw) as amount_krw
    from marts.budget_by_dong_year
    group by
        gu_code,
        fiscal_year,
        level,
        line
),

final as (
    select
        coalesce(gus.gu_code, dongs.gu_code) as gu_code,
        coalesce(gus.fiscal_year, dongs.fiscal_year) as fiscal_year,
        coalesce(gus.level, dongs.level) as level,
        coalesce(gus.line, dongs.line) as line,
        gus.amount_krw - dongs.amount_krw as amount_krw
    from gus
    full outer join dongs
        on
            gus.gu_code = dongs.gu_code
            and gus.fiscal_year = dongs.fiscal_year
            and gus.level = dongs.level
            and gus.line = dongs.line
    where gus.amount_krw is distinct from dongs.amount_krw
)

select * from final
