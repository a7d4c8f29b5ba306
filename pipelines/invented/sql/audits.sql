-- one row per household drawn in an audit: whether it is in crisis, and whether a list knows it
create or replace table audits as
with registered as (
    select
        a.m, a.visits, h.hid, h.didx, h.place,
        row_number() over (
            partition by a.didx, a.m order by u(h.hid * 128 + a.m, 'audit'), h.hid
        ) as turn,
        count(*) over (partition by a.didx, a.m) as registered_count,
    from households as h
    inner join audit_plan as a on h.didx = a.didx
    where h.registered_from < a.m and h.registered_to > a.m
),

drawn as (
    select *
    from registered
    where turn <= visits and turn * getvariable('audit_at_most') <= registered_count
),

-- a contact of the past twelve months, an open case, a report of the past six
known as (
    select d.hid, d.m
    from drawn as d
    inner join visits as v on d.hid = v.hid and v.m between d.m - 11 and d.m
    where v.is_contact
    union
    select d.hid, d.m
    from drawn as d
    inner join cases as c on d.hid = c.hid and d.m between c.first_month and c.last_month
    union
    select d.hid, d.m
    from drawn as d
    inner join reports as r on d.hid = r.hid and r.m between d.m - 5 and d.m
    where r.is_known and r.channel < 9
)

select
    d.didx,
    d.place,
    d.m,
    s.hid is not null as is_needy,
    k.hid is not null as is_known,
from drawn as d
left join spells as s on d.hid = s.hid and d.m between s.first_month and s.last_month
left join known as k on d.hid = k.hid and d.m = k.m
