-- one row per month, place and role; the Dong is that of the frame
with
staff as (
    select *
    from landing.staff
),

codes as (
    select *
    from staging.stg_dong_codes
),

dongs as (
    select *
    from reference.dongs
),

final as (
    select
        staff.month,
        staff.level,
        staff.role,
        staff.headcount,
        cast(staff.fte as decimal(18, 4)) as fte,
        dongs.dong_code,
        case
            when staff.level = 'dong' then dongs.gu_code
            when staff.level = 'gu' then substr(staff.place_code, 1, 5)
        end as gu_code
    from staff
    left join codes
        on
            staff.level = 'dong'
            and staff.place_code = codes.dong_code
    left join dongs
        on codes.dong_index = dongs.dong_index
)

select * from final
