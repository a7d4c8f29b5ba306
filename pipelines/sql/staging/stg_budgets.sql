-- one row per fiscal year, place and line, in won; the Dong is that of the frame
-- Foreign money is worth what it was on the first day of its year.
with
budgets as (
    select *
    from landing.budgets
),

parameters as (
    select
        value,
        valid_from,
        valid_to
    from reference.policy_parameters
    where parameter = 'krw_per_usd'
),

codes as (
    select *
    from staging.stg_dong_codes
),

dongs as (
    select *
    from reference.dongs
),

final as (
    select
        budgets.level,
        budgets.line,
        budgets.fiscal_year,
        dongs.dong_code,
        case
            when budgets.level = 'dong' then dongs.gu_code
            when budgets.level = 'gu' then substr(budgets.place_code, 1, 5)
        end as gu_code,
        cast(
            round(
                case
                    when budgets.currency = 'KRW' then budgets.amount
                    when budgets.currency = 'USD' then budgets.amount * parameters.value
                end
            ) as bigint
        ) as amount_krw
    from budgets
    left join parameters
        on
            budgets.fiscal_year * 12
            between extract(year from parameters.valid_from) * 12
            + extract(month from parameters.valid_from) - 1
            and extract(year from parameters.valid_to) * 12
            + extract(month from parameters.valid_to) - 1
    left join codes
        on
            budgets.level = 'dong'
            and budgets.place_code = codes.dong_code
    left join dongs
        on codes.dong_index = dongs.dong_index
)

select * from final
