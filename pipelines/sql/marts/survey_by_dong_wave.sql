-- one row per Dong, wave, kind of respondent and item
with
surveys as (
    select *
    from staging.stg_surveys
),

dongs as (
    select *
    from reference.dongs
),

sums as (
    select
        dong_index,
        wave,
        respondent_kind,
        item,
        count(*) as response_count,
        sum(record_key) as response_count_key,
        sum(cast(score as decimal(18, 4))) as score_sum
    from surveys
    group by
        dong_index,
        wave,
        respondent_kind,
        item
),

final as (
    select
        dongs.dong_code,
        dongs.gu_code,
        sums.wave,
        sums.respondent_kind,
        sums.item,
        cast(sums.response_count as bigint) as response_count,
        cast(sums.score_sum as double) as score_sum,
        cast(sums.score_sum as double) / sums.response_count as mean_score,
        cast(sums.response_count_key as bigint) as response_count_key
    from sums
    inner join dongs
        on sums.dong_index = dongs.dong_index
)

select * from final
