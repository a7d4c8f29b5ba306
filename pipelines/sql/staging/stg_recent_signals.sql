-- one row per household and month with a signal: the signals that still count in it
with
months as (
    select *
    from staging.stg_signal_months
),

kinds as (
    select cast(power(2, position) as bigint) as kind_bit
    from reference.vocabularies
    where vocabulary = 'signal'
),

recent as (
    select
        months.household_id,
        months.month_index,
        max(months.dong_index) as dong_index,
        bit_or(earlier.kind_mask) as kind_mask,
        max(earlier.arrears_month_max) as arrears_month_max,
        cast(sum(earlier.signal_count) as bigint) as signal_count,
        cast(sum(earlier.cut_off_count) as bigint) as cut_off_count,
        cast(sum(earlier.arrears_krw) as bigint) as arrears_krw
    from months
    inner join months as earlier
        on
            months.household_id = earlier.household_id
            and months.month_index between earlier.month_index and earlier.until_index
    group by
        months.household_id,
        months.month_index
),

masks as (
    select distinct kind_mask
    from recent
),

counts as (
    select
        masks.kind_mask,
        cast(sum(case when masks.kind_mask & kinds.kind_bit > 0 then 1 else 0 end) as bigint)
            as signal_kind_count
    from masks
    cross join kinds
    group by masks.kind_mask
),

final as (
    select
        recent.household_id,
        recent.month_index,
        recent.dong_index,
        recent.arrears_month_max,
        recent.signal_count,
        recent.cut_off_count,
        recent.arrears_krw,
        counts.signal_kind_count
    from recent
    inner join counts
        on recent.kind_mask = counts.kind_mask
)

select * from final
