-- one row per Dong of the frame: the first time it joined the programme, empty where it never did
-- Where Dongs of an older vintage became one, the first to join speaks for all.
with
rollout as (
    select *
    from landing.rollout
),

build as (
    select programme
    from reference.build
),

codes as (
    select *
    from staging.stg_dong_codes
),

dongs as (
    select *
    from reference.dongs
),

joined as (
    select
        codes.dong_index,
        rollout.phase,
        rollout.start_month,
        rollout.source,
        rollout.is_invented,
        row_number() over (
            partition by codes.dong_index
            order by rollout.start_month, rollout.dong_code
        ) as turn
    from rollout
    inner join build
        on rollout.programme = build.programme
    inner join codes
        on rollout.dong_code = codes.dong_code
),

final as (
    select
        dongs.dong_code,
        dongs.gu_code,
        joined.phase,
        joined.start_month as cohort_month,
        joined.source,
        coalesce(joined.is_invented, false) as is_invented
    from dongs
    left join joined
        on
            dongs.dong_index = joined.dong_index
            and joined.turn = 1
)

select * from final
