-- the feed `visits`
select
    v.rowid + 1 as position,
    number_text('V', getvariable('offset_visits') + v.rowid + 1) as visit_id,
    household_number(v.hid, case when v.cid is null and v.origin < 2
        then uses_double(v.hid, v.vid) else 0 end) as household_id,
    n.case_id,
    case when v.day < c.changed_on then c.code else c.code_after end as dong_code,
    v.day as visited_on,
    getvariable('words_purpose')[v.purpose + 1] as purpose,
    case when v.is_contact then '예' else '아니오' end as is_contact_made,
    getvariable('words_role')[v.role + 1] as worker_role,
    k.opened as case_opened,
    c.is_recut,
from visits as v
left join cases as k on v.cid = k.cid
left join case_numbers as n on v.cid = n.cid
inner join codes as c on v.place = c.place and v.m = c.month_index
