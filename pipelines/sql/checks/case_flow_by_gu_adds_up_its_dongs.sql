-- one row per Gu, month and track of which a measure is not the sum over its Dongs
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.case_flow_by_gu_month set transferred_in_count = transferred_in_count +
-- 1, opened_count = opened_count - 1
with
gus as (
    select *
    from marts.case_flow_by_gu_month
),

dongs as (
    select
        gu_code,
        month,
        case_track,
        sum(open_start_count) as open_start_count,
        sum(opened_count) as opened_count,
        sum(transferred_in_count) as transferred_in_count,
        sum(closed_count) as closed_count,
        sum(transferred_out_count) as transferred_out_count,
        sum(open_end_count) as open_end_count,
        sum(open_start_count_key) as open_start_count_key,
        sum(opened_count_key) as opened_count_key,
        sum(transferred_in_count_key) as transferred_in_count_key,
        sum(closed_count_key) as closed_count_key,
        sum(transferred_out_count_key) as transferred_out_count_key,
        sum(open_end_count_key) as open_end_count_key
    from marts.case_flow_by_dong_month
    group by
        gu_code,
        month,
        case_track
),

final as (
    select
        coalesce(gus.gu_code, dongs.gu_code) as gu_code,
        coalesce(gus.month, dongs.month) as month,
        coalesce(gus.case_track, dongs.case_track) as case_track,
        gus.open_start_count - dongs.open_start_count as open_start_count,
        gus.opened_count - dongs.opened_count as opened_count,
        gus.transferred_in_count - dongs.transferred_in_count as transferred_in_count,
        gus.closed_count - dongs.closed_count as closed_count,
        gus.transferred_out_count - dongs.transferred_out_count as transferred_out_count,
        gus.open_end_count - dongs.open_end_count as open_end_count,
        gus.open_start_count_key - dongs.open_start_count_key as open_start_count_key,
        gus.opened_count_key - dongs.opened_count_key as opened_count_key,
        gus.transferred_in_count_key - dongs.transferred_in_count_key as transferred_in_count_key,
        gus.closed_count_key - dongs.closed_count_key as closed_count_key,
        gus.transferred_out_count_key - dongs.transferred_out_count_key
            as transferred_out_count_key,
        gus.open_end_count_key - dongs.open_end_count_key as open_end_count_key
    from gus
    full outer join dongs
        on
            gus.gu_code = dongs.gu_code
            and gus.month = dongs.month
            and gus.case_track = dongs.case_track
    where
        gus.open_start_count is distinct from dongs.open_start_count
        or gus.opened_count is distinct from dongs.opened_count
        or gus.transferred_in_count is distinct from dongs.transferred_in_count
        or gus.closed_count is distinct from dongs.closed_count
        or gus.transferred_out_count is distinct from dongs.transferred_out_count
        or gus.open_end_count is distinct from dongs.open_end_count
        or gus.open_start_count_key is distinct from dongs.open_start_count_key
        or gus.opened_count_key is distinct from dongs.opened_count_key
        or gus.transferred_in_count_key is distinct from dongs.transferred_in_count_key
        or gus.closed_count_key is distinct from dongs.closed_count_key
        or gus.transferred_out_count_key is distinct from dongs.transferred_out_count_key
        or gus.open_end_count_key is distinct from dongs.open_end_count_key
)

select * from final
