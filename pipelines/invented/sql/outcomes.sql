-- one row per Dong, month and outcome: how many
create or replace table outcomes as
with first_contacts as (
    select hid, didx, min(m) as m
    from visits
    where is_contact and benefit = 0
    group by hid, didx
),

stretches as (
    select didx, first_month, last_month, 'unreached' as outcome from unreached
    union all
    select didx, first_month, last_month, 'at_risk' from spells
),

rows_of as (
    select didx, m, 'reports' as outcome from reports
    union all
    select didx, m, 'visits' from visits
    union all
    select didx, m, 'contacts' from visits where is_contact
    union all
    select didx, m, 'consultations' from visits where is_contact and purpose < 3
    union all
    select didx, m, 'newly_found' from first_contacts
    union all
    select didx, first_month, 'opened' from cases where from_cid is null
    union all
    select didx, m, 'services' from services
),

steps as (
    select didx, outcome, first_month as m, 1 as step from stretches
    union all
    select didx, outcome, last_month + 1, -1 from stretches
),

changes as (
    select didx, outcome, m, sum(step)::bigint as step
    from steps
    group by didx, outcome, m
),

levels as (
    select
        c.didx, c.outcome, k.m,
        sum(coalesce(x.step, 0)) over (partition by c.didx, c.outcome order by k.m)::bigint as n,
    from (select distinct didx, outcome from changes) as c
    cross join (select unnest(range(getvariable('last_index') + 1))::int as m) as k
    left join changes as x on c.didx = x.didx and c.outcome = x.outcome and k.m = x.m
)

select didx, m, outcome, count(*)::bigint as n from rows_of group by didx, m, outcome
union all
select didx, m, outcome, n from levels
