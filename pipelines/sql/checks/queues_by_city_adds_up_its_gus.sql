-- one row per month of which a measure is not the sum over its Gu
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.queues_by_city_month set untried_count = untried_count + 1,
-- no_contact_count = no_contact_count - 1
with
whole as (
    select *
    from marts.queues_by_city_month
),

gus as (
    select
        month,
        sum(flagged_count) as flagged_count,
        sum(repeat_flag_count) as repeat_flag_count,
        sum(repeat_unserved_count) as repeat_unserved_count,
        sum(untried_count) as untried_count,
        sum(no_contact_count) as no_contact_count,
        sum(missing_address_count) as missing_address_count,
        sum(flagged_count_key) as flagged_count_key,
        sum(repeat_flag_count_key) as repeat_flag_count_key,
        sum(repeat_unserved_count_key) as repeat_unserved_count_key,
        sum(untried_count_key) as untried_count_key,
        sum(no_contact_count_key) as no_contact_count_key,
        sum(missing_address_count_key) as missing_address_count_key
    from marts.queues_by_gu_month
    group by month
),

final as (
    select
        coalesce(whole.month, gus.month) as month,
        whole.flagged_count - gus.flagged_count as flagged_count,
        whole.repeat_flag_count - gus.repeat_flag_count as repeat_flag_count,
        whole.repeat_unserved_count - gus.repeat_unserved_count as repeat_unserved_count,
        whole.untried_count - gus.untried_count as untried_count,
        whole.no_contact_count - gus.no_contact_count as no_contact_count,
        whole.missing_address_count - gus.missing_address_count as missing_address_count,
        whole.flagged_count_key - gus.flagged_count_key as flagged_count_key,
        whole.repeat_flag_count_key - gus.repeat_flag_count_key as repeat_flag_count_key,
        whole.repeat_unserved_count_key - gus.repeat_unserved_count_key
            as repeat_unserved_count_key,
        whole.untried_count_key - gus.untried_count_key as untried_count_key,
        whole.no_contact_count_key - gus.no_contact_count_key as no_contact_count_key,
        whole.missing_address_count_key - gus.missing_address_count_key
            as missing_address_count_key
    from whole
    full outer join gus
        on whole.month = gus.month
    where
        whole.flagged_count is distinct from gus.flagged_count
        or whole.repeat_flag_count is distinct from gus.repeat_flag_count
        or whole.repeat_unserved_count is distinct from gus.repeat_unserved_count
        or whole.untried_count is distinct from gus.untried_count
        or whole.no_contact_count is distinct from gus.no_contact_count
        or whole.missing_address_count is distinct from gus.missing_address_count
        or whole.flagged_count_key is distinct from gus.flagged_count_key
        or whole.repeat_flag_count_key is distinct from gus.repeat_flag_count_key
        or whole.repeat_unserved_count_key is distinct from gus.repeat_unserved_count_key
        or whole.untried_count_key is distinct from gus.untried_count_key
        or whole.no_contact_count_key is distinct from gus.no_contact_count_key
        or whole.missing_address_count_key is distinct from gus.missing_address_count_key
)

select * from final
