-- one row per Dong and month: visits, those that met somebody, and consultations
with
visits as (
    select *
    from staging.stg_visits
),

final as (
    select
        dong_index,
        month_index,
        count(*) as visit_count,
        sum(case when is_contact_made then 1 else 0 end) as contact_count,
        sum(case when is_consultation then 1 else 0 end) as consultation_count,
        sum(record_key) as visit_count_key,
        sum(case when is_contact_made then record_key else 0 end) as contact_count_key,
        sum(case when is_consultation then record_key else 0 end) as consultation_count_key
    from visits
    group by
        dong_index,
        month_index
)

select * from final
