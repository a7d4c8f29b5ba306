-- one row per feed and what became of its rows
with
outcomes as (
    select *
    from reference.landed_outcomes
),

final as (
    select
        feed,
        outcome,
        cast(sum(row_count) as bigint) as row_count
    from outcomes
    group by
        feed,
        outcome
)

select * from final
