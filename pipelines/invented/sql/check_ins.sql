-- one row per visit to a household that the office knows already (flow 12)
create or replace table check_ins as
with expected as (
    select
        p.*,
        a.cum as low,
        b.cum - a.cum as span,
        getvariable('pool_weights')[p.kind + 1] as factor,
    from pool as p
    inner join flow as a on p.didx = a.didx and a.flow = 12 and p.first_month = a.m
    inner join flow as b on p.didx = b.didx and b.flow = 12 and p.last_month + 1 = b.m
),

-- one visit in every stretch of one expected visit: who visits keeps a calendar
counted as (
    select *, unnest(range(least(ceil(span * factor), 1024)::int)) as j
    from expected
),

timed as (
    select
        *,
        pid * 1024 + j as vid,
        (j + u(pid * 1024 + j, 'check-in time')) / factor as passed,
    from counted
),

visits as (
    select
        t.vid, t.hid, t.didx, t.place, t.composition, t.benefit, t.is_needy,
        u(t.vid, 'check-in opens') < getvariable('opens')[t.composition + 1] + 0.12 as is_contact,
        working_day((f.month_start + least(floor((t.at - f.cum) / f.rate * f.days), f.days - 1)::int)
            ::date) as day,
        2 as origin,
    from (select *, low + passed as at from timed where passed < span) as t
    asof join flow as f on t.didx = f.didx and f.flow = 12 and t.at >= f.cum
)

select *, month_index(day) as m
from visits
where day <= getvariable('last_day')
