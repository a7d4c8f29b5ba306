-- one row per visit that follows a report or knocks at a door unasked; vid is its identity
create or replace table first_attempts as
with followed as (
    select
        r.rid, r.hid, r.didx, r.place, r.composition, r.benefit, r.is_needy, r.day,
        e.lag_days, e.retry,
    from reports as r
    inner join effort as e on r.didx = e.didx and r.m = e.m
    where u(r.rid, 'followed') < e.follow * case when r.is_known then 1.0 else 0.3 end
        * case r.urgency when 0 then 0.97 else 1.05 end
),

tries as (
    select
        *,
        a.attempt,
        rid * 4 + a.attempt as vid,
        u(rid * 4 + a.attempt, 'opens') < getvariable('opens')[composition + 1] as is_contact,
    from followed, (values (0), (1), (2)) as a (attempt)
    where a.attempt = 0
        or (
            u(rid * 4 + a.attempt, 'retry') < retry
            and u(rid * 4, 'opens') >= getvariable('opens')[composition + 1]
            and (a.attempt = 1 or (
                u(rid * 4 + 1, 'retry') < retry
                and u(rid * 4 + 1, 'opens') >= getvariable('opens')[composition + 1]
            ))
        )
),

-- flow 10: doors knocked at without a report
knocked as (
    select
        s.sid * 2 as kid, s.hid, s.didx, s.place, s.composition, s.benefit, true as is_needy,
        a.cum as low, b.cum - a.cum as span, getvariable('canvass_need') as factor,
    from spells as s
    inner join flow as a on s.didx = a.didx and a.flow = 10 and s.first_month = a.m
    inner join flow as b on s.didx = b.didx and b.flow = 10 and s.last_month + 1 = b.m
    where s.benefit = 0
    union all
    select
        h.hid * 2 + 1, h.hid, h.didx, h.place, h.composition, h.benefit, false,
        a.cum, b.cum - a.cum, 1.0,
    from households as h
    inner join flow as a on h.didx = a.didx and a.flow = 10 and greatest(h.registered_from + 1, 0) = a.m
    inner join flow as b on h.didx = b.didx and b.flow = 10 and least(h.registered_to, (getvariable('last_index') + 1)) = b.m
    where h.benefit = 0
),

stretches as (
    select *, unnest(range(ceil(span * factor / 0.02)::int)) as stretch
    from knocked
    where span > 0
),

knocks as (
    select
        *,
        unnest(range(least(poisson(0.02, u(kid * 1024 + stretch, 'canvass')), 2))) as j,
    from stretches
),

doors as (
    select
        *,
        (kid * 1024 + stretch) * 2 + j as xid,
        (stretch + u((kid * 1024 + stretch) * 2 + j, 'canvass time')) * 0.02 / factor as passed,
    from knocks
),

canvass as (
    select
        -(d.xid * 4) - 1 as vid,
        d.hid, d.didx, d.place, d.composition, d.benefit, d.is_needy,
        f.month_start + least(floor((d.at - f.cum) / f.rate * f.days), f.days - 1)::int as day,
        u(d.xid, 'canvass opens') < getvariable('opens')[d.composition + 1] as is_contact,
    from (select *, low + passed as at from doors where passed < span) as d
    asof join flow as f on d.didx = f.didx and f.flow = 10 and d.at >= f.cum
),

attempts as (
    select
        vid, hid, didx, place, composition, benefit, is_needy, is_contact,
        working_day(day + exponential(lag_days, u(rid, 'lag')) + attempt
            * (2 + floor(u(vid, 'again') * 6)::int)) as day,
        0 as origin,
    from tries
    union all
    select
        vid, hid, didx, place, composition, benefit, is_needy, is_contact, working_day(day), 1,
    from canvass
)

select *, month_index(day) as m
from attempts
where day <= getvariable('last_day')
