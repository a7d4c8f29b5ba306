-- one row per household, month and kind of signal
create or replace table signals as
with slots as (
    select
        s.*,
        t.slot,
        pick(u(sid * 4 + t.slot, 'signal kind'), getvariable('signal_cum')) as kind,
        onset + exponential(t.mean_delay, u(sid * 4 + t.slot, 'signal delay')) as since,
    from spells as s, signal_slots as t
    where u(sid * 4 + t.slot, 'signal slot') < t.chance
),

-- each kind once in a crisis
distinct_slots as (
    select *, row_number() over (partition by sid, kind order by slot) as turn
    from slots
),

running as (
    select
        *,
        greatest(since, first_month) as from_month,
        (last_month - greatest(since, first_month) + 1)
        * getvariable('signal_rates')[kind + 1]
        * case when is_isolated then getvariable('isolated_signal') else 1.0 end as expected,
    from distinct_slots
    where turn = 1 and greatest(since, first_month) <= last_month
),

shown as (
    select
        *,
        floor(expected + u(sid * 4 + slot, 'signal count'))::int as n,
        unnest(range(floor(expected + u(sid * 4 + slot, 'signal count'))::int)) as j,
    from running
),

true_signals as (
    select
        hid, place, kind,
        least(last_month, from_month + floor((j + u((sid * 4 + slot) * 128 + j, 'signal month'))
            / n * (last_month - from_month + 1))::int)::int as m,
        since,
        u(sid * 4 + slot, 'signal size') as v,
    from shown
),

false_counts as (
    select
        hid, place,
        greatest(registered_from + 1, 0) as from_month,
        least(registered_to - 1, getvariable('last_index')) as to_month,
        unnest(range(poisson(getvariable('false_signal') * (getvariable('last_index') + 1), u(hid, 'false signals')))) as j,
    from households
),

false_signals as (
    select
        hid, place,
        3 + floor(u(hid * 16 + j, 'false kind') * 8)::int as kind,
        from_month + floor(u(hid * 16 + j, 'false month') * (to_month - from_month + 1))::int as m,
        u(hid * 16 + j, 'false since') as v,
    from false_counts
    where from_month <= to_month
),

all_signals as (
    select hid, place, kind, m, m - since + 1 as arrears, v from true_signals
    union all
    select hid, place, kind, m, 1 + (v > 0.75)::int, v from false_signals
)

select
    hid,
    place,
    m,
    kind,
    case when kind between 3 and 10 then least(max(arrears), 60)::int end as arrears,
    case
        when getvariable('signal_won')[kind + 1] = 0 then null
        when kind between 3 and 10
            then (round(getvariable('signal_won')[kind + 1] * least(max(arrears), 60)
                * (0.6 + 0.8 * max(v)) / 100) * 100)::bigint
        else (round(getvariable('signal_won')[kind + 1] * (0.5 + 2.5 * max(v)) / 100) * 100)::bigint
    end as won,
from all_signals
group by hid, place, m, kind
