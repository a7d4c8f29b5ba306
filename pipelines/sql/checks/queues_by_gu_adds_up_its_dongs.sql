-- one row per Gu and month of which a measure is not the sum over its Dongs
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.queues_by_gu_month set untried_count = untried_count + 1,
-- no_contact_count = no_contact_count - 1
with
gus as (
    select *
    from marts.queues_by_gu_month
),

dongs as (
    select
        gu_code,
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
    from marts.queues_by_dong_month
    group by
        gu_code,
        month
),

final as (
    select
        coalesce(gus.gu_code, dongs.gu_code) as gu_code,
        coalesce(gus.month, dongs.month) as month,
        gus.flagged_count - dongs.flagged_count as flagged_count,
        gus.repeat_flag_count - dongs.repeat_flag_count as repeat_flag_count,
        gus.repeat_unserved_count - dongs.repeat_unserved_count as repeat_unserved_count,
        gus.untried_count - dongs.untried_count as untried_count,
        gus.no_contact_count - dongs.no_contact_count as no_contact_count,
        gus.missing_address_count - dongs.missing_address_count as missing_address_count,
        gus.flagged_count_key - dongs.flagged_count_key as flagged_count_key,
        gus.repeat_flag_count_key - dongs.repeat_flag_count_key as repeat_flag_count_key,
        gus.repeat_unserved_count_key - dongs.repeat_unserved_count_key
            as repeat_unserved_count_key,
        gus.untried_count_key - dongs.untried_count_key as untried_count_key,
        gus.no_contact_count_key - dongs.no_contact_count_key as no_contact_count_key,
        gus.missing_address_count_key - dongs.missing_address_count_key
            as missing_address_count_key
    from gus
    full outer join dongs
        on
            gus.gu_code = dongs.gu_code
            and gus.month = dongs.month
    where
        gus.flagged_count is distinct from dongs.flagged_count
        or gus.repeat_flag_count is distinct from dongs.repeat_flag_count
        or gus.repeat_unserved_count is distinct from dongs.repeat_unserved_count
        or gus.untried_count is distinct from dongs.untried_count
        or gus.no_contact_count is distinct from dongs.no_contact_count
        or gus.missing_address_count is distinct from dongs.missing_address_count
        or gus.flagged_count_key is distinct from dongs.flagged_count_key
        or gus.repeat_flag_count_key is distinct from dongs.repeat_flag_count_key
        or gus.repeat_unserved_count_key is distinct from dongs.repeat_unserved_count_key
        or gus.untried_count_key is distinct from dongs.untried_count_key
        or gus.no_contact_count_key is distinct from dongs.no_contact_count_key
        or gus.missing_address_count_key is distinct from dongs.missing_address_count_key
)

select * from final
