-- one row per household and month whose signals put it at risk: until when, and what stands beside
-- The rule is that of the month: a cut-off, long arrears, or enough kinds of signal in the window.
-- Kinds are counted where the month's own signals leave it open alone, which is one month in five.
-- Until when: the latest month that this one, or any before it, counts until; a window that a later
-- policy shortens takes nothing back.
with
signal_months as (
    select *
    from staging.stg_signal_months
),

policy as (
    select *
    from staging.stg_policy_months
),

kinds as (
    select cast(power(2, position) as bigint) as kind_bit
    from reference.vocabularies
    where vocabulary = 'signal'
),

judged as (
    select
        signal_months.household_id,
        signal_months.month_index,
        signal_months.dong_index,
        signal_months.until_index,
        policy.minimum_kinds,
        (policy.is_cut_off_enough and signal_months.cut_off_count > 0)
        or signal_months.arrears_month_max >= policy.arrears_months as is_met
    from signal_months
    inner join policy
        on signal_months.month_index = policy.month_index
),

windows as (
    select
        judged.household_id,
        judged.month_index,
        max(judged.dong_index) as dong_index,
        max(judged.until_index) as until_index,
        max(judged.minimum_kinds) as minimum_kinds,
        bit_or(signal_months.kind_mask) as kind_mask
    from judged
    inner join signal_months
        on
            judged.household_id = signal_months.household_id
            and judged.month_index between signal_months.month_index and signal_months.until_index
    where not judged.is_met
    group by
        judged.household_id,
        judged.month_index
),

masks as (
    select distinct kind_mask
    from windows
),

counts as (
    select
        masks.kind_mask,
        sum(case when masks.kind_mask & kinds.kind_bit > 0 then 1 else 0 end) as signal_kind_count
    from masks
    cross join kinds
    group by masks.kind_mask
),

months as (
    select
        household_id,
        month_index,
        dong_index,
        until_index
    from judged
    where is_met
    union all
    select
        windows.household_id,
        windows.month_index,
        windows.dong_index,
        windows.until_index
    from windows
    inner join counts
        on
            windows.kind_mask = counts.kind_mask
            and windows.minimum_kinds <= counts.signal_kind_count
),

final as (
    select
        household_id,
        month_index,
        dong_index,
        max(until_index) over so_far as until_index,
        max(until_index) over earlier as previous_until_index,
        lead(month_index) over (
            partition by household_id
            order by month_index
        ) as next_index
    from months
    window
        so_far as (
            partition by household_id
            order by month_index
            rows between unbounded preceding and current row
        ),
        earlier as (
            partition by household_id
            order by month_index
            rows between unbounded preceding and 1 preceding
        )
)

select * from final
