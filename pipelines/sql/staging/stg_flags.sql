-- one row per household and month in which it was reported, from the first report of the month on
-- Nothing came of the flag before if until this one nobody was met, no service came and no case was
-- open.
with
sequels as (
    select *
    from staging.stg_sequels
),

policy as (
    select
        month_index,
        repeat_until_index
    from staging.stg_policy_months
),

firsts as (
    select
        household_id,
        month_index,
        min(reported_on) as reported_on
    from sequels
    group by
        household_id,
        month_index
),

flags as (
    select
        sequels.household_id,
        sequels.month_index,
        sequels.dong_index,
        sequels.reported_on,
        sequels.next_visit_on,
        sequels.next_contact_on,
        sequels.next_service_on,
        lead(sequels.month_index) over by_month as next_index,
        lag(policy.repeat_until_index) over by_month as repeat_until_index,
        lag(sequels.next_contact_on) over by_month as previous_contact_on,
        lag(sequels.next_service_on) over by_month as previous_service_on,
        lag(sequels.next_case_on) over by_month as previous_case_on
    from firsts
    inner join sequels
        on
            firsts.household_id = sequels.household_id
            and firsts.reported_on = sequels.reported_on
    inner join policy
        on firsts.month_index = policy.month_index
    window by_month as (
        partition by sequels.household_id
        order by sequels.month_index
    )
),

final as (
    select
        household_id,
        month_index,
        dong_index,
        reported_on,
        next_visit_on,
        next_contact_on,
        next_service_on,
        next_index,
        coalesce(month_index <= repeat_until_index, false) as is_repeat,
        coalesce(month_index <= repeat_until_index, false)
        and coalesce(previous_contact_on >= reported_on, true)
        and coalesce(previous_service_on >= reported_on, true)
        and coalesce(previous_case_on >= reported_on, true) as is_repeat_unserved
    from flags
)

select * from final
