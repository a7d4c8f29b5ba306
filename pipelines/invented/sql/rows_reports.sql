-- the feed `reports`
select
    row_number() over (order by r.place, r.day, r.rid) as position,
    number_text('R', getvariable('offset_reports')
        + row_number() over (order by r.place, r.day, r.rid)) as report_id,
    case when r.is_known then household_number(r.hid, uses_double(r.hid, r.rid)) end as household_id,
    case when r.day < c.changed_on then c.code else c.code_after end as dong_code,
    getvariable('words_report_channel')[r.channel + 1] as report_channel,
    r.day::date as reported_on,
    getvariable('words_urgency')[r.urgency + 1] as urgency,
from reports as r
inner join codes as c on r.place = c.place and r.m = c.month_index
