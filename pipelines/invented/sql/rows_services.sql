-- the feed `services`
with shaped as (
    select
        rowid + 1 as position,
        *,
        case kind
            when 0 then 0 when 1 then case when q < 0.5 then 3 else 2 end when 2 then 7 when 3 then 6
            when 4 then 6 when 5 then 0 when 6 then 4 when 7 then 6 when 8 then 6 else 5 end as unit,
    from services
)

select
    s.position,
    number_text('S', getvariable('offset_services') + s.position) as service_id,
    household_number(s.hid, 0) as household_id,
    n.case_id,
    o.organisation_id,
    case when s.delivered < c.changed_on then c.code else c.code_after end as dong_code,
    getvariable('words_service_kind')[s.kind + 1] as service_kind,
    case s.unit
        when 0 then (100 + floor(s.q * 40) * 10) * 1000
        when 2 then case when s.q < 0.8 then 10 else 20 end
        when 3 then 1 + floor(s.q * 10)
        when 4 then 1 + floor(s.q * 4)
        when 5 then 1 + floor(s.q * 5)
        when 6 then 1
        else 1 + floor(s.q * 3)
    end::bigint as quantity,
    getvariable('words_unit_of_measure')[s.unit + 1] as unit,
    getvariable('words_funding')[s.funding + 1] as funding,
    s.delivered as delivered_on,
from shaped as s
left join case_numbers as n on s.cid = n.cid
inner join organisation_numbers as o on s.organisation = o.n
inner join codes as c on s.place = c.place and s.m = c.month_index
