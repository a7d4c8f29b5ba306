-- one row per month and track of which a measure is not the sum over its Gu
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.case_flow_by_city_month set transferred_in_count = transferred_in_count +
-- 1, opened_count = opened_count - 1
with
whole as (
    select *
    from marts.case_flow_by_city_month
),

gus as (
    select
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
    from marts.case_flow_by_gu_month
    group by
        month,
        case_track
),

final as (
    select
        coalesce(whole.month, gus.month) as month,
        coalesce(whole.case_track, gus.case_track) as case_track,
        whole.open_start_count - gus.open_start_count as open_start_count,
        whole.opened_count - gus.opened_count as opened_count,
        whole.transferred_in_count - gus.transferred_in_count as transferred_in_count,
        whole.closed_count - gus.closed_count as closed_count,
        whole.transferred_out_count - gus.transferred_out_count as transferred_out_count,
        whole.open_end_count - gus.open_end_count as open_end_count,
        whole.open_start_count_key - gus.open_start_count_key as open_start_count_key,
        whole.opened_count_key - gus.opened_count_key as opened_count_key,
        whole.transferred_in_count_key - gus.transferred_in_count_key as transferred_in_count_key,
        whole.closed_count_key - gus.closed_count_key as closed_count_key,
        whole.transferred_out_count_key - gus.transferred_out_count_key
            as transferred_out_count_key,
        whole.open_end_count_key - gus.open_end_count_key as open_end_count_key
    from whole
    full outer join gus
        on
            whole.month = gus.month
            and whole.case_track = gus.case_track
    where
        whole.open_start_count is distinct from gus.open_start_count
        or whole.opened_count is distinct from gus.opened_count
        or whole.transferred_in_count is distinct from gus.transferred_in_count
        or whole.closed_count is distinct from gus.closed_count
        or whole.transferred_out_count is distinct from gus.transferred_out_count
        or whole.open_end_count is distinct from gus.open_end_count
        or whole.open_start_count_key is distinct from gus.open_start_count_key
        or whole.opened_count_key is distinct from gus.opened_count_key
        or whole.transferred_in_count_key is distinct from gus.transferred_in_count_key
        or whole.closed_count_key is distinct from gus.closed_count_key
        or whole.transferred_out_count_key is distinct from gus.transferred_out_count_key
        or whole.open_end_count_key is distinct from gus.open_end_count_key
)

select * from final
