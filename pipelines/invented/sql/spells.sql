-- one row per stay of a household in crisis; months count from the first month of the deployment
create or replace table spells as
with recursive likely as (
    select
        hid, didx, place, composition, tenure, benefit, is_isolated, registered_from, registered_to,
        case when benefit > 0 then getvariable('months_recipient') else getvariable('months_none') end
            as mean_months,
        least(0.85, case when benefit > 0
            then getvariable('crisis_recipient') * exp(0.35 * need)
                * sqrt(getvariable('composition_crisis')[composition + 1])
            else getvariable('crisis_none') * exp(need) * case when is_pocket
                then getvariable('pocket_factor') else 1.0 end
                * getvariable('composition_crisis')[composition + 1]
                * getvariable('tenure_crisis')[tenure + 1] / crisis_norm
        end) as share,
    from households
),

waiting as (
    select *, mean_months * (1 - share) / share as mean_wait
    from likely
),

first_spells as (
    select
        *,
        case when u(hid, 'prevalent') < share
            then -geometric(mean_months, u(hid, 'elapsed'))
            else 1 + geometric(mean_wait, u(hid, 'onset')) end as first_month,
        case when u(hid, 'prevalent') < share
            then geometric(mean_months, u(hid, 'length'))
            else 1 + geometric(mean_wait, u(hid, 'onset')) + geometric(mean_months, u(hid, 'length'))
        end as last_month,
    from waiting
),

stays as (
    select *, 0 as k
    from first_spells
    where first_month <= getvariable('last_index')
    union all
    select
        * exclude (first_month, last_month, k),
        last_month + 2 + geometric(mean_wait, u(hid * 8 + k, 'again')) as first_month,
        last_month + 2 + geometric(mean_wait, u(hid * 8 + k, 'again'))
        + geometric(mean_months, u(hid * 8 + k, 'length again')) as last_month,
        k + 1 as k,
    from stays
    where k < 4 and last_month + 2 + geometric(mean_wait, u(hid * 8 + k, 'again')) <= getvariable('last_index')
)

select
    hid * 8 + k as sid,
    hid,
    didx,
    place,
    composition,
    tenure,
    benefit,
    is_isolated,
    exp(getvariable('visibility_spread') * normal(hid, 'visibility')
        - getvariable('visibility_spread') ** 2 / 2) as visibility,
    first_month as onset,
    greatest(first_month, registered_from + 1, 0) as first_month,
    least(last_month, registered_to - 1, getvariable('last_index')) as last_month,
from stays
where greatest(first_month, registered_from + 1, 0) <= least(last_month, registered_to - 1, getvariable('last_index'))
order by sid
