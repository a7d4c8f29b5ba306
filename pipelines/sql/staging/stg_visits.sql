-- one row per visit, in the Dong of the frame
with
visits as (
    select
        household_id,
        dong_code,
        visited_on,
        purpose,
        is_contact_made,
        record_key
    from landing.visits
),

purposes as (
    select
        code,
        group_code
    from reference.vocabularies
    where vocabulary = 'purpose'
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
        visits.household_id,
        visits.is_contact_made,
        visits.is_contact_made and purposes.group_code = 'consultation' as is_consultation,
        visits.record_key,
        visits.visited_on,
        vintages.dong_index,
        cast(
            extract(year from visits.visited_on) * 12 + extract(month from visits.visited_on) - 1
            as integer
        ) as month_index
    from visits
    inner join purposes
        on visits.purpose = purposes.code
    inner join vintages
        on
            visits.dong_code = vintages.dong_code
            and visits.visited_on between vintages.valid_from and vintages.valid_to
)

select * from final
