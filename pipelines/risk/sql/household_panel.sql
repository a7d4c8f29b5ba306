-- one row per household registered as month $month_index begins that nobody reaches then
-- Left of the outcomes nothing of the month itself, or later, is looked at, but that composition,
-- size, tenure and Dong are as of the extract of the register. Signals are those of the window that
-- ends with the household's latest month with one, while that month still counts. The outcomes are
-- of the $horizon months that begin with the month. temp.* hold what staging says of each event
-- (pipelines/risk/features.py makes them once for all months asked for).
with
asked as (
    select
        cast($month_index as integer) as month_index,
        cast($month_index + $horizon - 1 as integer) as last_index,
        make_date(
            cast($month_index // 12 as integer), cast($month_index % 12 + 1 as integer), 1
        ) as month
),

window_months as (
    select policy.at_risk_until_index - policy.month_index + 1 as months
    from staging.stg_policy_months as policy
    inner join asked
        on policy.month_index = asked.month_index - 1
),

recent as (
    select
        features.*,
        cast(date_diff('month', features.month, asked.month) + 1 as integer) as months_since_signal
    from marts.household_month_features as features
    cross join asked
    cross join window_months
    where
        features.month <= asked.month
        and date_diff('month', features.month, asked.month) < window_months.months
),

latest as (
    select *
    from recent
    qualify row_number() over (partition by household_id order by month desc) = 1
),

prior_reports as (
    select
        household_id,
        count(*) as report_count
    from temp.reports
    where
        month_index < $month_index
        and household_id is not null
    group by household_id
),

prior_contacts as (
    select
        household_id,
        count(*) as contact_count
    from temp.visits
    where
        month_index < $month_index
        and is_contact_made
    group by household_id
),

prior_cases as (
    select
        household_id,
        count(*) as case_count
    from temp.cases
    where opened_index < $month_index
    group by household_id
),

reached as (
    select household_id
    from temp.contacts
    where
        month_index < $month_index
        and until_index >= $month_index
    union
    select household_id
    from temp.cases
    where
        opened_index < $month_index
        and (closed_index is null or closed_index >= $month_index)
),

at_risk as (
    select distinct household_id
    from staging.stg_at_risk_signals
    where
        month_index < $month_index
        and until_index >= $month_index
),

opened as (
    select
        cases.household_id,
        min(cases.opened_index) as month_index
    from temp.cases as cases
    cross join asked
    where cases.opened_index between asked.month_index and asked.last_index
    group by cases.household_id
),

met as (
    select
        visits.household_id,
        visits.month_index
    from temp.visits as visits
    cross join asked
    where
        visits.is_contact_made
        and visits.month_index between asked.month_index and asked.last_index
    group by
        visits.household_id,
        visits.month_index
),

confirmed as (
    select
        met.household_id,
        min(met.month_index) as month_index
    from met
    inner join staging.stg_at_risk_signals as signals
        on
            met.household_id = signals.household_id
            and met.month_index between signals.month_index and signals.until_index
    group by met.household_id
),

found as (
    select
        household_id,
        min(month_index) as month_index
    from (
        select * from opened
        union all
        select * from confirmed
    )
    group by household_id
),

served as (
    select distinct found.household_id
    from found
    inner join temp.services as services
        on
            found.household_id = services.household_id
            and services.month_index >= found.month_index
    cross join asked
    where services.month_index <= asked.last_index
),

registered as (
    select
        households.household_id,
        codes.dong_index,
        compositions.position as composition,
        households.household_size,
        tenures.position as tenure
    from landing.households as households
    inner join staging.stg_dong_codes as codes
        on households.dong_code = codes.dong_code
    cross join asked
    left join reference.vocabularies as compositions
        on
            compositions.vocabulary = 'composition'
            and households.composition = compositions.code
    left join reference.vocabularies as tenures
        on
            tenures.vocabulary = 'tenure'
            and households.tenure = tenures.code
    where
        households.registered_from < asked.month
        and (households.registered_to is null or households.registered_to >= asked.month)
),

-- known by its signals alone: the register does not have it at all
unregistered as (
    select
        latest.household_id,
        dongs.dong_index,
        null as composition,
        null as household_size,
        null as tenure
    from latest
    inner join reference.dongs as dongs
        on latest.dong_code = dongs.dong_code
    anti join landing.households as households
        on latest.household_id = households.household_id
),

everyone as (
    select * from registered
    union all
    select * from unregistered
)

select
    everyone.household_id,
    everyone.dong_index,
    everyone.composition,
    everyone.tenure,
    everyone.household_size,
    coalesce(latest.signal_kind_count, 0) as signal_kind_count,
    coalesce(latest.signal_count, 0) as signal_count,
    coalesce(latest.cut_off_count, 0) as cut_off_count,
    coalesce(latest.arrears_month_max, 0) as arrears_month_max,
    coalesce(latest.arrears_krw_sum, 0) as arrears_krw_sum,
    coalesce(latest.months_since_signal, $no_signal) as months_since_signal,
    coalesce(prior_reports.report_count, 0) as prior_report_count,
    coalesce(prior_contacts.contact_count, 0) as prior_contact_count,
    coalesce(prior_cases.case_count, 0) as prior_case_count,
    at_risk.household_id is not null as is_at_risk,
    found.household_id is not null as is_found,
    served.household_id is not null as is_served
from everyone
anti join reached
    on everyone.household_id = reached.household_id
left join latest
    on everyone.household_id = latest.household_id
left join prior_reports
    on everyone.household_id = prior_reports.household_id
left join prior_contacts
    on everyone.household_id = prior_contacts.household_id
left join prior_cases
    on everyone.household_id = prior_cases.household_id
left join at_risk
    on everyone.household_id = at_risk.household_id
left join found
    on everyone.household_id = found.household_id
left join served
    on everyone.household_id = served.household_id
