-- one row per Dong, fiscal year, level (always the Dong's own) and line
with
budgets as (
    select *
    from staging.stg_budgets
    where dong_code is not null
),

final as (
    select
        dong_code,
        gu_code,
        fiscal_year,
        level,
        line,
        cast(sum(amount_krw) as bigint) as amount_krw
    from budgets
    group by
        dong_code,
        gu_code,
        fiscal_year,
        level,
        line
)

select * from final
