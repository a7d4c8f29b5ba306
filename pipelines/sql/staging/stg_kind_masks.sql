-- one row per set of kinds of signal that some household showed: how many kinds it holds
with
masks as (
    select distinct recent_kind_mask as kind_mask
    from staging.stg_signal_months
),

kinds as (
    select cast(power(2, position) as bigint) as kind_bit
    from reference.vocabularies
    where vocabulary = 'signal'
),

final as (
    select
        masks.kind_mask,
        sum(case when masks.kind_mask & kinds.kind_bit > 0 then 1 else 0 end) as signal_kind_count
    from masks
    cross join kinds
    group by masks.kind_mask
)

select * from final
