-- one row per household and day of a report: what came of it within the window of the policy
-- Confirmed: met while at risk by its signals or with a case open, or a case opened.
with
sequels as (
    select *
    from staging.stg_sequels
),

windows as (
    select *
    from staging.stg_outcome_windows
),

at_risk as (
    select
        sequels.household_id,
        sequels.reported_on
    from sequels
    inner join staging.stg_at_risk_signals as signals
        on
            sequels.household_id = signals.household_id
            and extract(year from sequels.next_contact_on) * 12
            + extract(month from sequels.next_contact_on) - 1
            between signals.month_index and signals.until_index
    group by
        sequels.household_id,
        sequels.reported_on
),

dated as (
    select
        sequels.household_id,
        sequels.reported_on,
        sequels.case_track,
        windows.is_complete,
        windows.is_support_complete,
        at_risk.household_id is not null as is_at_risk_when_met,
        coalesce(sequels.next_case_on <= sequels.next_contact_on, false) as is_case_open_when_met,
        coalesce(
            date_diff('day', sequels.reported_on, sequels.next_visit_on) <= windows.outcome_days,
            false
        ) as is_tried,
        coalesce(
            date_diff('day', sequels.reported_on, sequels.next_contact_on) <= windows.outcome_days,
            false
        ) as is_met,
        coalesce(
            date_diff('day', sequels.reported_on, sequels.next_service_on) <= windows.outcome_days,
            false
        ) as is_served,
        coalesce(
            date_diff('day', sequels.reported_on, sequels.next_case_on) <= windows.outcome_days,
            false
        ) as is_case_open,
        coalesce(
            date_diff('day', sequels.reported_on, sequels.next_opening_on) <= windows.outcome_days,
            false
        ) as is_case_opened,
        coalesce(
            date_diff('day', sequels.reported_on, sequels.next_refusal_on) <= windows.outcome_days,
            false
        ) as is_refused
    from sequels
    inner join windows
        on sequels.month_index = windows.month_index
    left join at_risk
        on
            sequels.household_id = at_risk.household_id
            and sequels.reported_on = at_risk.reported_on
),

final as (
    select
        *,
        is_case_opened or (is_met and (is_at_risk_when_met or is_case_open_when_met))
            as is_confirmed
    from dated
)

select * from final
