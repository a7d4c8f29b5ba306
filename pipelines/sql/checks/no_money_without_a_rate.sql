-- one row per budget line whose amount could not be put in won
-- broken by: delete from reference.policy_parameters
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
        dong_code,
        gu_code
    from budgets
    where amount_krw is null
)

select * from final
