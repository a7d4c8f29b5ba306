-- one row per stretch of months in which the office keeps visiting a household it knows
create or replace table pool as
with found as (
    select
        v.hid,
        min(v.m) as since,
    from first_attempts as v
    where v.is_contact and v.benefit = 0
    group by v.hid
),

stretches as (
    select
        sid * 4 as pid, hid, didx, place, composition, benefit, 0 as kind, true as is_needy,
        first_month, last_month,
    from spells
    where benefit > 0
    union all
    select
        s.sid * 4 + 1, s.hid, s.didx, s.place, s.composition, s.benefit, 2, true,
        greatest(s.first_month, f.since), least(s.last_month + 3, getvariable('last_index')),
    from spells as s
    inner join found as f on s.hid = f.hid
    where greatest(s.first_month, f.since) <= s.last_month
    union all
    select
        h.hid * 32 + 2, h.hid, h.didx, h.place, h.composition, h.benefit, 1, false,
        greatest(h.registered_from + 1, 0), least(h.registered_to - 1, getvariable('last_index')),
    from households as h
    where h.benefit > 0
)

select *
from stretches
where first_month <= last_month
