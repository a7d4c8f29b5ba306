-- one row per Gu, wave, respondent and item of which a measure is not the sum over its Dongs
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.survey_by_gu_wave set score_sum = score_sum + 1
with
gus as (
    select *
    from marts.survey_by_gu_wave
),

dongs as (
    select
        gu_code,
        wave,
        respondent_kind,
        item,
        sum(response_count) as response_count,
        sum(cast(score_sum as decimal(18, 4))) as score_sum,
        sum(response_count_key) as response_count_key
    from marts.survey_by_dong_wave
    group by
        gu_code,
        wave,
        respondent_kind,
        item
),

final as (
    select
        coalesce(gus.gu_code, dongs.gu_code) as gu_code,
        coalesce(gus.wave, dongs.wave) as wave,
        coalesce(gus.respondent_kind, dongs.respondent_kind) as respondent_kind,
        coalesce(gus.item, dongs.item) as item,
        gus.response_count - dongs.response_count as response_count,
        cast(gus.score_sum as decimal(18, 4)) - dongs.score_sum as score_sum,
        gus.response_count_key - dongs.response_count_key as response_count_key
    from gus
    full outer join dongs
        on
            gus.gu_code = dongs.gu_code
            and gus.wave = dongs.wave
            and gus.respondent_kind = dongs.respondent_kind
            and gus.item = dongs.item
    where
        gus.response_count is distinct from dongs.response_count
        or cast(gus.score_sum as decimal(18, 4)) is distinct from dongs.score_sum
        or gus.response_count_key is distinct from dongs.response_count_key
)

select * from final
