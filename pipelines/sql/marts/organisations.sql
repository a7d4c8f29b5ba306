-- one row per organisation, in the Dong and Gu of the frame where it says or its Dong shows one
with
organisations as (
    select *
    from landing.organisations
),

codes as (
    select *
    from staging.stg_dong_codes
),

dongs as (
    select
        dong_index,
        dong_code,
        gu_code
    from reference.dongs
),

final as (
    select
        organisations.organisation_id,
        organisations.organisation_name,
        organisations.organisation_kind,
        coalesce(dongs.gu_code, organisations.gu_code) as gu_code,
        dongs.dong_code,
        organisations.longitude,
        organisations.latitude
    from organisations
    left join codes
        on organisations.dong_code = codes.dong_code
    left join dongs
        on codes.dong_index = dongs.dong_index
)

select * from final
