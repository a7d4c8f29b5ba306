-- one row per month: the last month in which what happens in it still counts
with
policy as (
    select
        month_index,
        at_risk_clock,
        reached_clock,
        overlap_clock
    from staging.stg_policy_months
),

final as (
    select
        earlier.month_index,
        max(
            case
                when later.at_risk_clock - earlier.at_risk_clock <= 999000 then later.month_index
            end
        ) as at_risk_until_index,
        max(
            case
                when later.reached_clock - earlier.reached_clock <= 999000 then later.month_index
            end
        ) as reached_until_index,
        max(
            case
                when later.overlap_clock - earlier.overlap_clock <= 999000 then later.month_index
            end
        ) as overlap_until_index
    from policy as earlier
    inner join policy as later
        on earlier.month_index <= later.month_index
    group by earlier.month_index
)

select * from final
