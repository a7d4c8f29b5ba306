-- one row per visit within a case (flow 13)
create or replace table case_visits as
with expected as (
    select
        c.cid, c.hid, c.didx, c.place, h.composition, h.benefit, c.opened, c.closed,
        a.cum as low,
        b.cum - a.cum as span,
    from cases as c
    inner join households as h on c.hid = h.hid
    inner join flow as a on c.didx = a.didx and a.flow = 13 and c.first_month = a.m
    inner join flow as b on c.didx = b.didx and b.flow = 13 and c.last_month + 1 = b.m
),

counted as (
    select *, unnest(range(least(ceil(span), 256)::int)) as j
    from expected
),

timed as (
    select
        *,
        cid * 256 + j as vid,
        j + u(cid * 256 + j, 'case visit time') as passed,
    from counted
),

visits as (
    select
        t.vid, t.hid, t.didx, t.place, t.composition, t.benefit, t.cid, t.opened, t.closed,
        u(t.vid, 'case opens') < getvariable('opens')[t.composition + 1] + 0.18 as is_contact,
        working_day((f.month_start + least(floor((t.at - f.cum) / f.rate * f.days), f.days - 1)::int)
            ::date) as day,
    from (select *, low + passed as at from timed where passed < span) as t
    asof join flow as f on t.didx = f.didx and f.flow = 13 and t.at >= f.cum
)

select
    vid, hid, didx, place, composition, benefit, true as is_needy, is_contact,
    least(greatest(day, working_day(opened)), coalesce(closed, getvariable('last_day')),
        getvariable('last_day'))::date as day,
    3 as origin,
from visits
