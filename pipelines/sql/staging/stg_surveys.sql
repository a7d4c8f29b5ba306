-- one row per answer to one item of the survey, in the Dong of the frame
with
surveys as (
    select
        dong_code,
        wave,
        respondent_kind,
        surveyed_on,
        item,
        score,
        record_key
    from landing.surveys
),

vintages as (
    select
        dong_code,
        dong_index,
        valid_from,
        valid_to
    from reference.dong_vintages
),

final as (
    select
        surveys.wave,
        surveys.respondent_kind,
        surveys.item,
        surveys.score,
        surveys.record_key,
        vintages.dong_index,
        cast(
            extract(year from surveys.surveyed_on) * 12
            + extract(month from surveys.surveyed_on) - 1
            as integer
        ) as month_index
    from surveys
    inner join vintages
        on
            surveys.dong_code = vintages.dong_code
            and surveys.surveyed_on between vintages.valid_from and vintages.valid_to
)

select * from final
