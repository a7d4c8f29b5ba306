-- one row per household number ever registered
create or replace table households as
with numbered as (
    select d.*, d.first_hid + n.n as hid
    from chunk as d, lateral (select unnest(range(d.ids)) as n) as n
),

kinds as (
    select
        *,
        pick(u(hid, 'composition'), composition_cum) as composition,
        u(hid, 'registration') as ur,
        u(hid, 'piece') as up,
    from numbered
),

homes as (
    select
        *,
        pick(
            least(u(hid, 'tenure') * case when composition in (0, 1, 3, 4) then 1.12 else 0.96 end,
                0.999999),
            tenure_cum
        ) as tenure,
    from kinds
),

benefits as (
    select
        *,
        basic_share * getvariable('composition_benefit')[composition + 1]
            * getvariable('tenure_benefit')[tenure + 1] / benefit_norm as basic,
        u(hid, 'benefit') as ub,
    from homes
)

select
    hid,
    didx,
    (didx * 8 + len(list_filter(piece_cum, lambda c: c <= up)))::int as place,
    composition,
    tenure,
    case
        when ub < basic then 1
        when ub < basic * (1 + getvariable('near_poor')) then 2
        when ub < basic * (1 + getvariable('near_poor') + getvariable('emergency')) then 3
        else 0
    end as benefit,
    case
        when composition <= 1 then 1
        when composition = 2 then 2
        when composition in (3, 4) then 2 + (u(hid, 'size') * 1.6)::int
        when composition = 5 then 3 + (u(hid, 'size') * 2.2)::int
        else 2 + (u(hid, 'size') * 2.6)::int
    end as size,
    need,
    crisis_norm,
    case when ur >= 0.9 then (1 + floor(u(hid, 'from') * getvariable('last_index')))::int else -1 end as registered_from,
    case when ur >= 0.8 and ur < 0.9 then (1 + floor(u(hid, 'to') * (getvariable('last_index') - 1)))::int else 999 end
        as registered_to,
    u(hid, 'isolated')
    < getvariable('isolated_share') * case when tenure = 5 then 2.5 when composition = 0 then 1.6
        when composition = 5 then 0.5 else 0.9 end as is_isolated,
    u(hid, 'pocket') < getvariable('pocket_share') as is_pocket,
from benefits
