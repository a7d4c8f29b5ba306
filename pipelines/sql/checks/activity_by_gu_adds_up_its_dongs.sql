-- one row per Gu and month of which a measure is not the sum over its Dongs
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.activity_by_gu_month set contact_count = contact_count + 1,
-- consultation_count = consultation_count - 1
with
gus as (
    select *
    from marts.activity_by_gu_month
),

dongs as (
    select
        gu_code,
        month,
        sum(report_count) as report_count,
        sum(visit_count) as visit_count,
        sum(contact_count) as contact_count,
        sum(consultation_count) as consultation_count,
        sum(newly_found_count) as newly_found_count,
        sum(opened_count) as opened_count,
        sum(service_count) as service_count,
        sum(report_count_key) as report_count_key,
        sum(visit_count_key) as visit_count_key,
        sum(contact_count_key) as contact_count_key,
        sum(consultation_count_key) as consultation_count_key,
        sum(newly_found_count_key) as newly_found_count_key,
        sum(opened_count_key) as opened_count_key,
        sum(service_count_key) as service_count_key
    from marts.activity_by_dong_month
    group by
        gu_code,
        month
),

final as (
    select
        coalesce(gus.gu_code, dongs.gu_code) as gu_code,
        coalesce(gus.month, dongs.month) as month,
        gus.report_count - dongs.report_count as report_count,
        gus.visit_count - dongs.visit_count as visit_count,
        gus.contact_count - dongs.contact_count as contact_count,
        gus.consultation_count - dongs.consultation_count as consultation_count,
        gus.newly_found_count - dongs.newly_found_count as newly_found_count,
        gus.opened_count - dongs.opened_count as opened_count,
        gus.service_count - dongs.service_count as service_count,
        gus.report_count_key - dongs.report_count_key as report_count_key,
        gus.visit_count_key - dongs.visit_count_key as visit_count_key,
        gus.contact_count_key - dongs.contact_count_key as contact_count_key,
        gus.consultation_count_key - dongs.consultation_count_key as consultation_count_key,
        gus.newly_found_count_key - dongs.newly_found_count_key as newly_found_count_key,
        gus.opened_count_key - dongs.opened_count_key as opened_count_key,
        gus.service_count_key - dongs.service_count_key as service_count_key
    from gus
    full outer join dongs
        on
            gus.gu_code = dongs.gu_code
            and gus.month = dongs.month
    where
        gus.report_count is distinct from dongs.report_count
        or gus.visit_count is distinct from dongs.visit_count
        or gus.contact_count is distinct from dongs.contact_count
        or gus.consultation_count is distinct from dongs.consultation_count
        or gus.newly_found_count is distinct from dongs.newly_found_count
        or gus.opened_count is distinct from dongs.opened_count
        or gus.service_count is distinct from dongs.service_count
        or gus.report_count_key is distinct from dongs.report_count_key
        or gus.visit_count_key is distinct from dongs.visit_count_key
        or gus.contact_count_key is distinct from dongs.contact_count_key
        or gus.consultation_count_key is distinct from dongs.consultation_count_key
        or gus.newly_found_count_key is distinct from dongs.newly_found_count_key
        or gus.opened_count_key is distinct from dongs.opened_count_key
        or gus.service_count_key is distinct from dongs.service_count_key
)

select * from final
