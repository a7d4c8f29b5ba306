-- one row per fiscal year, level and line
with
budgets as (
    select *
    from staging.stg_budgets
),

final as (
    select
        fiscal_year,
        level,
        line,
        cast(sum(amount_krw) as bigint) as amount_krw
    from budgets
    group by
        fiscal_year,
        level,
        line
)

select * from final
