-- one row per Gu, fiscal year, level (the Gu's own, or its Dongs') and line
with
budgets as (
    select *
    from staging.stg_budgets
    where gu_code is not null
),

final as (
    select
        gu_code,
        fiscal_year,
        level,
        line,
        cast(sum(amount_krw) as bigint) as amount_krw
    from budgets
    group by
        gu_code,
        fiscal_year,
        level,
        line
)

select * from final
