-- one row per Dong, month and track
with
dong_months as (
    select *
    from staging.stg_dong_months
),

tracks as (
    select code as case_track
    from reference.vocabularies
    where vocabulary = 'case_track'
),

case_counts as (
    select *
    from staging.stg_case_counts
),

flows as (
    select
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        tracks.case_track,
        cast(coalesce(case_counts.older_count, 0) as bigint) as older_count,
        cast(coalesce(case_counts.opened_count, 0) as bigint) as opened_count,
        cast(coalesce(case_counts.transferred_in_count, 0) as bigint) as transferred_in_count,
        cast(coalesce(case_counts.closed_count, 0) as bigint) as closed_count,
        cast(coalesce(case_counts.transferred_out_count, 0) as bigint) as transferred_out_count,
        cast(coalesce(case_counts.older_count_key, 0) as bigint) as older_count_key,
        cast(coalesce(case_counts.opened_count_key, 0) as bigint) as opened_count_key,
        cast(coalesce(case_counts.transferred_in_count_key, 0) as bigint)
            as transferred_in_count_key,
        cast(coalesce(case_counts.closed_count_key, 0) as bigint) as closed_count_key,
        cast(coalesce(case_counts.transferred_out_count_key, 0) as bigint)
            as transferred_out_count_key
    from dong_months
    cross join tracks
    left join case_counts
        on
            dong_months.dong_index = case_counts.dong_index
            and dong_months.month_index = case_counts.month_index
            and tracks.case_track = case_counts.case_track
),

stocks as (
    select
        *,
        sum(
            older_count + opened_count + transferred_in_count
            - closed_count - transferred_out_count
        ) over so_far as open_end_count,
        sum(
            older_count_key + opened_count_key + transferred_in_count_key
            - closed_count_key - transferred_out_count_key
        ) over so_far as open_end_count_key
    from flows
    window so_far as (
        partition by dong_code, case_track
        order by month
    )
),

final as (
    select
        dong_code,
        gu_code,
        month,
        case_track,
        cast(
            open_end_count - opened_count - transferred_in_count
            + closed_count + transferred_out_count
            as bigint
        ) as open_start_count,
        opened_count,
        transferred_in_count,
        closed_count,
        transferred_out_count,
        cast(open_end_count as bigint) as open_end_count,
        cast(
            open_end_count_key - opened_count_key - transferred_in_count_key
            + closed_count_key + transferred_out_count_key
            as bigint
        ) as open_start_count_key,
        opened_count_key,
        transferred_in_count_key,
        closed_count_key,
        transferred_out_count_key,
        cast(open_end_count_key as bigint) as open_end_count_key
    from stocks
)

select * from final
