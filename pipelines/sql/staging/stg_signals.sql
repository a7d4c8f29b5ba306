-- one row per household, month and signal, in the Dong of the frame
-- Each kind of signal has a bit, so that kinds can be told apart and counted over months.
with
signals as (
    select
        household_id,
        dong_code,
        month,
        signal,
        amount_krw,
        arrears_month_count
    from landing.signals
),

kinds as (
    select
        code,
        group_code,
        cast(power(2, position) as bigint) as kind_bit
    from reference.vocabularies
    where vocabulary = 'signal'
),

vintages as (
    select
        dong_code,
        dong_index,
        first_month,
        last_month
    from reference.dong_vintages
),

final as (
    select
        signals.household_id,
        signals.amount_krw,
        signals.arrears_month_count,
        kinds.kind_bit,
        kinds.group_code = 'cut_off' as is_cut_off,
        vintages.dong_index,
        cast(
            extract(year from signals.month) * 12 + extract(month from signals.month) - 1
            as integer
        ) as month_index
    from signals
    inner join kinds
        on signals.signal = kinds.code
    inner join vintages
        on
            signals.dong_code = vintages.dong_code
            and signals.month between vintages.first_month and vintages.last_month
)

select * from final
