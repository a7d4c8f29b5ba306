-- one row per case, in the Dong of the frame
-- A case older than the deployment's months enters with the first of them.
-- Engines differ on the greatest of a null and a number, hence the case.
with
cases as (
    select
        household_id,
        dong_code,
        case_track,
        opened_on,
        closed_on,
        closure_reason,
        transferred_from_case_id,
        record_key
    from landing.cases
),

first_month as (
    select
        min(month) as month,
        min(month_index) as month_index
    from reference.months
),

vintages as (
    select
        dong_code,
        dong_index,
        valid_from,
        valid_to
    from reference.dong_vintages
),

final as (
    select
        cases.household_id,
        cases.case_track,
        cases.record_key,
        cases.opened_on,
        cases.closed_on,
        coalesce(cases.closure_reason, 'not_stated') as closure_reason,
        vintages.dong_index,
        cases.transferred_from_case_id is not null as is_transferred_in,
        coalesce(cases.closure_reason = 'transferred', false) as is_transferred_out,
        cases.opened_on < first_month.month as is_older,
        cast(
            greatest(
                extract(year from cases.opened_on) * 12 + extract(month from cases.opened_on) - 1,
                first_month.month_index
            ) as integer
        ) as opened_index,
        case
            when cases.closed_on is not null then cast(
                greatest(
                    extract(year from cases.closed_on) * 12
                    + extract(month from cases.closed_on) - 1,
                    first_month.month_index - 1
                ) as integer
            )
        end as closed_index
    from cases
    cross join first_month
    inner join vintages
        on
            cases.dong_code = vintages.dong_code
            and cases.opened_on between vintages.valid_from and vintages.valid_to
)

select * from final
