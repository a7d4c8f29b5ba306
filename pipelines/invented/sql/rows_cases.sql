-- the feed `cases`; numbers are in `case_numbers`
select
    n.n as position,
    n.case_id,
    household_number(k.hid, 0) as household_id,
    case when k.opened < c.changed_on then c.code else c.code_after end as dong_code,
    getvariable('words_case_track')[k.track + 1] as case_track,
    k.opened as opened_on,
    k.closed as closed_on,
    getvariable('words_closure_reason')[k.reason + 1] as closure_reason,
    f.case_id as transferred_from_case_id,
from cases as k
inner join case_numbers as n on k.cid = n.cid
left join case_numbers as f on k.from_cid = f.cid
inner join codes as c on k.place = c.place and k.first_month = c.month_index
