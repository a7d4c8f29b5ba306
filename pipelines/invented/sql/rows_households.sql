-- the feed `households`, one row per number; `position` is the order in the file
with numbered as (
    select h.*, 0 as is_double from households as h
    union all
    select h.* replace (least(6, greatest(1, size + (u(hid, 'double size') > 0.7)::int)) as size), 1
    from households as h
    where is_doubled(h.hid)
),

dated as (
    select
        *,
        case
            when registered_from < 0
                then getvariable('first_day') - 1
                    - least(exponential(2900.0, u(hid * 2 + is_double, 'since')), 15000)
            else (getvariable('first_day') + to_months(registered_from)
                + to_days(floor(u(hid, 'from day') * 28)::int))::date
        end as came_on
    from numbered
)

select
    row_number() over (order by hid, is_double) as position,
    household_number(hid, is_double) as household_id,
    c.code_after as dong_code,
    size as household_size,
    getvariable('words_composition')[composition + 1] as composition,
    getvariable('words_tenure')[tenure + 1] as tenure,
    getvariable('words_benefit_status')[benefit + 1] as benefit_status,
    -- nobody comes onto a benefit later: whoever has one came with it
    case when benefit > 0 then came_on end as benefit_from,
    came_on as registered_from,
    case when registered_to < 999 then (getvariable('first_day') + to_months(registered_to)
        + to_days(floor(u(hid, 'to day') * 28)::int))::date end as registered_to,
from dated as h
inner join codes as c
    on h.place = c.place and c.month_index = least(registered_to, getvariable('last_index'))
