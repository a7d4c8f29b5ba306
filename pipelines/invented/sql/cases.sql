-- one row per case; a handed-over case has a second row that begins on the day the first ends
create or replace table cases as
with contacts as (
    select vid * 4 as vid, hid, didx, place, benefit, is_needy, day, m, origin
    from first_attempts
    where is_contact
    union all
    select vid * 4 + 1, hid, didx, place, benefit, is_needy, day, m, origin
    from check_ins
    where is_contact
),

candidates as (
    select
        c.*,
        (c.day + floor(u(c.vid, 'opening lag') * 8)::int)::date as opened,
        u(c.vid, 'intensive') < getvariable('intensive_share') as is_intensive,
        u(c.vid, 'transfer') < getvariable('transfer_share') as is_transferred,
    from contacts as c
    inner join effort as e on c.didx = e.didx and c.m = e.m
    where u(c.vid, 'case') < e.opening * case
        when c.benefit = 0 and c.is_needy then getvariable('open_found_needy')
        when c.benefit = 0 then getvariable('open_found_calm')
        when c.is_needy then getvariable('open_known_needy')
        else getvariable('open_known_calm') end
),

lasting as (
    select
        *,
        opened + 14 + exponential(case when is_intensive then getvariable('days_intensive')
            else getvariable('days_general') end, u(vid, 'case days')) as closed,
        exponential(getvariable('days_intensive'), u(vid, 'second days')) + 21 as second_days,
    from candidates
    where opened <= getvariable('last_day')
),

ends as (
    select
        *,
        (closed + case when is_transferred then second_days else 0 end) as over,
    from lasting
),

apart as (
    select
        *,
        max(over) over (
            partition by hid order by opened, vid rows between unbounded preceding and 1 preceding
        ) as earlier,
    from ends
),

kept as (
    select * from apart where earlier is null or earlier < opened
),

parts as (
    select
        vid * 2 as cid, hid, didx, place, is_intensive::int as track, opened, closed,
        case when is_transferred then 1 else -1 end as reason, null::bigint as from_cid,
    from kept
    union all
    select
        vid * 2 + 1, hid, didx, place, 1 - is_intensive::int, closed, over, -1, vid * 2,
    from kept
    where is_transferred and closed <= getvariable('last_day')
)

select
    cid, hid, didx, place, track,
    opened::date as opened,
    case when closed <= getvariable('last_day') then closed::date end as closed,
    case when closed <= getvariable('last_day') then
        case when reason = 1 then 1 else pick(u(cid, 'closure'), getvariable('closure_cum')) end
    end as reason,
    from_cid,
    month_index(opened::date) as first_month,
    least(month_index(closed::date), getvariable('last_index')) as last_month,
from parts
