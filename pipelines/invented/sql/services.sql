-- one row per service, in the order of the file
create or replace table services as
with links as (
    select
        v.vid, v.hid, v.didx, v.place, v.cid, v.is_needy, v.day, v.m,
        unnest(range(floor(e.links * case when v.is_needy then 1.15 else 0.6 end
            + u(v.vid, 'links'))::int)) as j,
    from visits as v
    inner join effort as e on v.didx = e.didx and v.m = e.m
    where v.is_contact
),

dated as (
    select
        *,
        vid * 4 + j as lid,
        (day + exponential(6.0, u(vid * 4 + j, 'delivery')))::date as delivered,
    from links
),

shaped as (
    select
        d.lid, d.hid, d.didx, d.place, c.cid, d.delivered,
        pick(u(d.lid, 'service'), getvariable('service_cum')) as kind,
        pick(u(d.lid, 'funding'), case when d.m < 45 then getvariable('funding_early')
            else getvariable('funding_late') end) as funding,
        u(d.lid, 'quantity') as q,
        u(d.lid, 'organisation') as uo,
    from dated as d
    left join cases as c on d.cid = c.cid and (c.closed is null or d.delivered <= c.closed)
    where d.delivered <= getvariable('last_day')
)

select
    s.* exclude (uo),
    o.first_organisation + floor(s.uo * o.organisation_count)::int as organisation,
    month_index(delivered) as m,
from shaped as s
inner join chunk as o on s.didx = o.didx
order by place, delivered, lid
