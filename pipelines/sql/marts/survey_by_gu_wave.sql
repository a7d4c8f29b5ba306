-- one row per Gu, wave, kind of respondent and item
with
survey as (
    select *
    from marts.survey_by_dong_wave
),

final as (
    select
        gu_code,
        wave,
        respondent_kind,
        item,
        cast(sum(response_count) as bigint) as response_count,
        cast(sum(cast(score_sum as decimal(18, 4))) as double) as score_sum,
        cast(sum(cast(score_sum as decimal(18, 4))) as double) / sum(response_count) as mean_score,
        cast(sum(response_count_key) as bigint) as response_count_key
    from survey
    group by
        gu_code,
        wave,
        respondent_kind,
        item
)

select * from final
