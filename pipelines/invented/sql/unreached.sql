-- one row per stretch of months in which a household in crisis had neither contact nor an open case
create or replace table unreached as
with seen as (
    select hid, month_index(day) as a, month_index(day) + 11 as b
    from visits
    where is_contact
    union all
    select hid, first_month, last_month
    from cases
),

inside as (
    select
        s.sid, s.hid, s.didx, s.place, s.first_month, s.last_month,
        greatest(x.a, s.first_month) as a,
        least(x.b, s.last_month) as b,
    from spells as s
    inner join seen as x on s.hid = x.hid and x.a <= s.last_month and x.b >= s.first_month
),

bounds as (
    select sid, hid, didx, place, first_month, last_month, a, b from inside
    union all
    select sid, hid, didx, place, first_month, last_month, last_month + 1, last_month + 1 from spells
),

gaps as (
    select
        sid, hid, didx, place, a,
        coalesce(max(b) over (
            partition by sid order by a, b rows between unbounded preceding and 1 preceding
        ), first_month - 1) as before,
    from bounds
)

select sid, hid, didx, place, (before + 1)::int as first_month, (a - 1)::int as last_month
from gaps
where a > before + 1
