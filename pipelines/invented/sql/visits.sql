-- one row per visit, in the order of the file
create or replace table visits as
with every_visit as (
    select vid * 4 as vid, hid, didx, place, benefit, is_needy, is_contact, day, origin
    from first_attempts
    union all
    select vid * 4 + 1, hid, didx, place, benefit, is_needy, is_contact, day, origin
    from check_ins
    union all
    select vid * 4 + 2, hid, didx, place, benefit, is_needy, is_contact, day, origin
    from case_visits
),

placed as (
    select
        v.*,
        c.cid,
        month_index(v.day) as m,
    from every_visit as v
    left join cases as c
        on v.hid = c.hid and v.day >= c.opened and (c.closed is null or v.day < c.closed)
)

select
    p.*,
    case
        when origin <= 1 then case when benefit = 0 or u(vid, 'purpose') < 0.4 then 0 else 1 end
        when origin = 2 then case
            when u(vid, 'purpose') < 0.52 then 2 when u(vid, 'purpose') < 0.84 then 1 else 3 end
        else case when u(vid, 'purpose') < 0.55 then 1 when u(vid, 'purpose') < 0.8 then 2 else 3 end
    end as purpose,
    pick(u(vid, 'role'), e.role_cum) as role,
from placed as p
inner join effort as e on p.didx = e.didx and p.m = e.m
order by place, day, vid
