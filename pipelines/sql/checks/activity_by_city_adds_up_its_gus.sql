-- one row per month of which a measure is not the sum over its Gu
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.activity_by_city_month set contact_count = contact_count + 1,
-- consultation_count = consultation_count - 1
with
whole as (
    select *
    from marts.activity_by_city_month
),

gus as (
    select
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
    from marts.activity_by_gu_month
    group by month
),

final as (
    select
        coalesce(whole.month, gus.month) as month,
        whole.report_count - gus.report_count as report_count,
        whole.visit_count - gus.visit_count as visit_count,
        whole.contact_count - gus.contact_count as contact_count,
        whole.consultation_count - gus.consultation_count as consultation_count,
        whole.newly_found_count - gus.newly_found_count as newly_found_count,
        whole.opened_count - gus.opened_count as opened_count,
        whole.service_count - gus.service_count as service_count,
        whole.report_count_key - gus.report_count_key as report_count_key,
        whole.visit_count_key - gus.visit_count_key as visit_count_key,
        whole.contact_count_key - gus.contact_count_key as contact_count_key,
        whole.consultation_count_key - gus.consultation_count_key as consultation_count_key,
        whole.newly_found_count_key - gus.newly_found_count_key as newly_found_count_key,
        whole.opened_count_key - gus.opened_count_key as opened_count_key,
        whole.service_count_key - gus.service_count_key as service_count_key
    from whole
    full outer join gus
        on whole.month = gus.month
    where
        whole.report_count is distinct from gus.report_count
        or whole.visit_count is distinct from gus.visit_count
        or whole.contact_count is distinct from gus.contact_count
        or whole.consultation_count is distinct from gus.consultation_count
        or whole.newly_found_count is distinct from gus.newly_found_count
        or whole.opened_count is distinct from gus.opened_count
        or whole.service_count is distinct from gus.service_count
        or whole.report_count_key is distinct from gus.report_count_key
        or whole.visit_count_key is distinct from gus.visit_count_key
        or whole.contact_count_key is distinct from gus.contact_count_key
        or whole.consultation_count_key is distinct from gus.consultation_count_key
        or whole.newly_found_count_key is distinct from gus.newly_found_count_key
        or whole.opened_count_key is distinct from gus.opened_count_key
        or whole.service_count_key is distinct from gus.service_count_key
)

select * from final
