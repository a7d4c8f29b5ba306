-- the feed `signals`
select
    row_number() over (order by s.place, s.m, s.hid, s.kind) as position,
    household_number(s.hid, uses_double(s.hid, s.hid * 2048 + s.m * 16 + s.kind)) as household_id,
    c.code_after as dong_code,
    c.month_start as month,
    getvariable('words_signal')[s.kind + 1] as signal,
    s.won as amount_krw,
    s.arrears as arrears_month_count,
from signals as s
inner join codes as c on s.place = c.place and s.m = c.month_index
