-- one row per report; rid is its identity
-- what belongs to a channel comes from lists and not from a join: DuckDB 2.0.0 ends with "global
-- dictionary column changed identity" where a join with a tiny table meets a union
create or replace table reports as
with chances as (
    select
        s.sid, s.hid, s.didx, s.place, s.composition, s.benefit, s.last_month,
        c.channel,
        a.cum as low,
        b.cum - a.cum as span,
        s.visibility ** getvariable('channel_weight')[c.channel + 1]
        * case when s.is_isolated and c.channel <> 8 then getvariable('isolated_factor') else 1.0 end
        * case when s.benefit > 0 then getvariable('recipient_report') else 1.0 end as factor,
    from spells as s
    cross join (select unnest(range(10)) as channel) as c
    inner join flow as a on s.didx = a.didx and c.channel = a.flow and s.first_month = a.m
    inner join flow as b on s.didx = b.didx and c.channel = b.flow and s.last_month + 1 = b.m
),

-- stretches of a quarter of an expected report: the same ones with and without the roll-out
stretches as (
    select *, unnest(range(least(ceil(span * factor / 0.25), 128)::int)) as stretch
    from chances
    where span > 0
),

counted as (
    select
        *,
        (sid * 16 + channel) * 128 + stretch as xid,
        unnest(range(least(poisson(0.25, u((sid * 16 + channel) * 128 + stretch, 'reports')), 4))) as j,
    from stretches
),

timed as (
    select
        *,
        xid * 4 + j as rid,
        (stretch + u(xid * 4 + j, 'report time')) * 0.25 / factor as passed,
    from counted
),

first_hand as (
    select
        t.rid, t.hid, t.didx, t.place, t.composition, t.benefit, t.channel,
        f.month_start + least(floor((t.at - f.cum) / f.rate * f.days), f.days - 1)::int as day,
        true as is_needy,
    from (select *, low + passed as at from timed where passed < span) as t
    asof join flow as f on t.didx = f.didx and t.channel = f.flow and t.at >= f.cum
),

-- a report makes another kind of informant speak, or comes again
echoes as (
    select
        rid * 2 as rid, hid, didx, place, composition, benefit, channel, day, is_needy,
    from first_hand
    union all
    select
        r.rid * 2 + 1, r.hid, r.didx, r.place, r.composition, r.benefit,
        case when u(r.rid, 'echo') < getvariable('repeat_share') then r.channel
            else (r.channel + 1 + floor(u(r.rid, 'echo channel') * 8)::int) % 9 end,
        r.day + 2 + floor(u(r.rid, 'echo lag') * 55)::int,
        r.is_needy,
    from first_hand as r
    where u(r.rid, 'echo') < getvariable('repeat_share') + getvariable('referral_share')
),

-- flow 11: households that are in no crisis are reported too
mistaken as (
    select
        h.hid, h.didx, h.place, h.composition, h.benefit,
        f.cum as span,
        unnest(range(ceil(f.cum / 0.05)::int)) as stretch,
    from households as h
    inner join flow as f on h.didx = f.didx and f.flow = 11 and f.m = getvariable('last_index') + 1
),

mistaken_counted as (
    select
        *,
        unnest(range(least(poisson(0.05, u(hid * 64 + stretch, 'false reports')), 4))) as j,
    from mistaken
),

mistaken_timed as (
    select
        *,
        -((hid * 64 + stretch) * 4 + j) - 1 as rid,
        (stretch + u((hid * 64 + stretch) * 4 + j, 'false report time')) * 0.05 as at,
        pick(u((hid * 64 + stretch) * 4 + j, 'false report channel'), getvariable('false_channel_cum'))
            ::bigint as channel,
    from mistaken_counted
),

false_alarms as (
    select
        t.rid, t.hid, t.didx, t.place, t.composition, t.benefit, t.channel,
        f.month_start + least(floor((t.at - f.cum) / f.rate * f.days), f.days - 1)::int as day,
        false as is_needy,
    from mistaken_timed as t
    asof join flow as f on t.didx = f.didx and f.flow = 11 and t.at >= f.cum
    inner join households as h on t.hid = h.hid
    where t.at < t.span and f.m between h.registered_from + 1 and h.registered_to - 1
),

every_report as (
    select * from echoes
    union all
    select * from false_alarms
)

select
    *,
    month_index(day) as m,
    u(rid, 'known household') < getvariable('known_share')[channel + 1] as is_known,
    case
        when u(rid, 'urgency') < case when is_needy then 0.05 else 0.01 end then 2
        when u(rid, 'urgency') < case when is_needy then 0.25 else 0.10 end then 1
        else 0
    end as urgency,
from every_report
where day <= getvariable('last_day')
