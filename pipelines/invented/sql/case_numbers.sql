-- one row per case: its number in the files
create or replace table case_numbers as
select
    cid,
    row_number() over (order by place, opened, cid) as n,
    number_text('C', getvariable('offset_cases') + row_number() over (order by place, opened, cid))
        as case_id,
from cases
