-- the feed `audits`, without positions: one row per code of a Dong and month
select
    c.code_after as dong_code,
    c.month_start as month,
    count(*)::bigint as audited_count,
    count(*) filter (where a.is_needy and a.is_known)::bigint as needy_known_count,
    count(*) filter (where a.is_needy and not a.is_known)::bigint as needy_unknown_count,
from audits as a
inner join codes as c on a.place = c.place and a.m = c.month_index
group by c.code_after, c.month_start
