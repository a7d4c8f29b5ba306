"""The three heaviest marts as one would write them with pandas, for the comparison of `bench`.

Same inputs (landed Parquet), same definitions, same rows as the SQL: `bench` refuses to print a
ratio where the results differ. Policy parameters of the committed file: windows of 6, 12 and 6
months, two kinds of signal, three months in arrears, a cut-off or an open case alone.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

AT_RISK, REACHED, OVERLAP = 6, 12, 6
MINIMUM_KINDS, ARREARS_MONTHS = 2, 3


def _read(paths: list[Path], columns: list[str]) -> pd.DataFrame:
    return pd.concat([pd.read_parquet(path, columns=columns) for path in paths])


def _place(records: pd.DataFrame, day: str, vintages: pd.DataFrame) -> pd.DataFrame:
    """`records` with dong_index and month_index, by the code and day (or month) of each."""
    since, until = ("first_month", "last_month") if day == "month" else ("valid_from", "valid_to")
    records[day] = pd.to_datetime(records[day])
    if vintages["dong_code"].is_unique:
        records["dong_index"] = records["dong_code"].map(vintages.set_index("dong_code").dong_index)
    else:
        records = records.merge(vintages, on="dong_code")
        records = records[records[day].between(records[since], records[until])]
    records["month_index"] = records[day].dt.year * 12 + records[day].dt.month - 1
    return records


def _signals(landing: dict[str, list[Path]], given: dict[str, pd.DataFrame]) -> pd.DataFrame:
    columns = ["household_id", "dong_code", "month", "signal", "amount_krw", "arrears_month_count"]
    signals = _place(_read(landing["signals"], columns), "month", given["dong_vintages"])
    signals["kind"] = 2 ** signals["signal"].map(given["signals"].position).astype("int64")
    signals["cut_off"] = signals["signal"].map(given["signals"].group_code) == "cut_off"
    return signals


def _months(landing: dict[str, list[Path]], given: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per household and month with a signal, with what its window holds."""
    months = (
        _signals(landing, given)
        .groupby(["household_id", "month_index"], as_index=False)
        .agg(
            dong_index=("dong_index", "max"),
            signals=("signal", "size"),
            cut_offs=("cut_off", "sum"),
            arrears=("arrears_month_count", "max"),
            krw=("amount_krw", "sum"),
        )
    )
    kinds = _signals(landing, given)[["household_id", "month_index", "kind"]].drop_duplicates()
    # a month's window ends with it: spread each kind over the months whose window holds it
    spread = pd.concat(
        [kinds.assign(month_index=kinds["month_index"] + lag) for lag in range(AT_RISK)]
    ).drop_duplicates()
    count = spread.groupby(["household_id", "month_index"]).size().rename("kinds")
    return months.merge(count, left_on=["household_id", "month_index"], right_index=True)


def _chains(reasons: pd.DataFrame, length: int) -> pd.DataFrame:
    """First and last month of each chain without a gap: household_id, start, end, dong_index."""
    reasons = reasons.sort_values(["household_id", "month_index"])
    gap = reasons.groupby("household_id")["month_index"].diff() > length
    chain = (gap | (reasons["household_id"] != reasons["household_id"].shift())).cumsum()
    return reasons.groupby(chain).agg(
        household_id=("household_id", "first"),
        start=("month_index", "first"),
        end=("month_index", "last"),
        dong_index=("dong_index", "first"),
    )


def coverage_by_dong_month(
    landing: dict[str, list[Path]], given: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """at_risk_count and reached_count by dong_index and month_index, where not both zero."""
    months = _months(landing, given)
    is_reason = (months["cut_offs"] > 0) | (months["arrears"] >= ARREARS_MONTHS)
    at_risk = _chains(months[is_reason | (months["kinds"] >= MINIMUM_KINDS)], AT_RISK)
    visits = _read(
        landing["visits"], ["household_id", "dong_code", "visited_on", "is_contact_made"]
    )
    met = _place(visits[visits["is_contact_made"]].copy(), "visited_on", given["dong_vintages"])
    reached = _chains(met.drop_duplicates(["household_id", "month_index"]), REACHED)
    columns = ["household_id", "dong_code", "opened_on", "closed_on"]
    cases = _place(_read(landing["cases"], columns), "opened_on", given["dong_vintages"])
    closed = pd.to_datetime(cases["closed_on"])
    first, last = given["months"]["month_index"].agg(["min", "max"])
    cases["start"] = cases["month_index"].clip(lower=first)
    cases["end"] = (
        (closed.dt.year * 12 + closed.dt.month - 1).fillna(last + 24).clip(lower=first - 1)
    )
    changes = pd.concat(
        [
            _sides(at_risk, at_risk["end"] + AT_RISK, 1, 0),
            _sides(reached.assign(dong_index=0), reached["end"] + REACHED, 0, 1),
            _sides(cases, cases["end"] + 1, 1, 1),
        ]
    )
    return _standing(changes, first, last)


def _sides(spells: pd.DataFrame, until: pd.Series, at_risk: int, reached: int) -> pd.DataFrame:
    begin = spells[["household_id", "dong_index"]].assign(
        month_index=spells["start"], at_risk=at_risk, reached=reached
    )
    end = begin.assign(month_index=until.astype("int64"), at_risk=-at_risk, reached=-reached)
    return pd.concat([begin, end])


def _standing(changes: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    changes["dong"] = (changes["month_index"] * 10000 + changes["dong_index"]).where(
        changes["at_risk"] > 0, -1
    )
    states = (
        changes.groupby(["household_id", "month_index"])
        .agg(at_risk=("at_risk", "sum"), reached=("reached", "sum"), dong=("dong", "max"))
        .sort_index()
    )
    households = states.groupby(level=0)
    states = pd.DataFrame(
        {
            "at_risk": households["at_risk"].cumsum() > 0,
            "reached": households["reached"].cumsum() > 0,
            "dong_index": households["dong"].cummax() % 10000,
        }
    ).reset_index()
    states["next"] = states.groupby("household_id")["month_index"].shift(-1)
    states = states[states["at_risk"]]
    begin = states[["dong_index", "month_index", "reached"]].assign(count=1)
    ended = states[states["next"].notna()]
    end = begin.loc[ended.index].assign(month_index=ended["next"].astype("int64"), count=-1)
    sides = pd.concat([begin, end])
    sides["reached"] = sides["count"].where(sides["reached"], 0)
    totals = sides.groupby(["dong_index", "month_index"])[["count", "reached"]].sum().unstack(0)
    every = range(min(first, totals.index.min()), last + 1)
    stood = totals.reindex(every, fill_value=0).fillna(0).cumsum().loc[first:]
    result = stood.stack(future_stack=True).reset_index()
    result.columns = pd.Index(["month_index", "dong_index", "at_risk_count", "reached_count"])
    return result[result["at_risk_count"] > 0].astype("int64")


def overlap_by_dong_month(
    landing: dict[str, list[Path]], given: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """household_count by dong_index, month_index and group_mask (bits of the five groups)."""
    columns = ["household_id", "dong_code", "report_channel", "reported_on"]
    reports = _read(landing["reports"], columns).dropna(subset=["household_id"])
    reports = _place(reports, "reported_on", given["dong_vintages"])
    reports["bit"] = reports["report_channel"].map(given["channels"].group_bit)
    reports = reports.dropna(subset=["bit"])
    reports["dong"] = reports["month_index"] * 10000 + reports["dong_index"]
    reported = reports.groupby(["household_id", "month_index", "bit"], as_index=False)["dong"].max()
    spread = pd.concat(
        [reported.assign(month_index=reported["month_index"] + lag) for lag in range(OVERLAP)]
    )
    spread = spread[spread["month_index"] <= given["months"]["month_index"].max()]
    spread = spread.groupby(["household_id", "month_index", "bit"], as_index=False)["dong"].max()
    seen = spread.groupby(["household_id", "month_index"]).agg(
        group_mask=("bit", "sum"), dong=("dong", "max")
    )
    seen["dong_index"] = seen["dong"] % 10000
    counts = seen.reset_index().groupby(["dong_index", "month_index", "group_mask"]).size()
    return counts.rename("household_count").reset_index().astype("int64")


def household_month_features(
    landing: dict[str, list[Path]], given: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """Signals and earlier visits of each household, by month with a signal."""
    months = _months(landing, given)
    keys = ["household_id", "month_index"]
    spread = pd.concat(
        [
            months[[*keys, "signals", "cut_offs", "krw"]].assign(
                month_index=months["month_index"] + lag
            )
            for lag in range(AT_RISK)
        ]
    )
    recent = spread.groupby(keys, as_index=False)[["signals", "cut_offs", "krw"]].sum()
    features = months[[*keys, "kinds"]].merge(recent, on=keys)
    visits = _read(landing["visits"], ["household_id", "visited_on", "is_contact_made"])
    day = pd.to_datetime(visits["visited_on"])
    visits["month_index"] = day.dt.year * 12 + day.dt.month - 1
    monthly = visits.groupby(keys)["is_contact_made"].agg(["size", "sum"]).sort_index()
    sofar = monthly.groupby(level=0).cumsum().reset_index().sort_values("month_index")
    features = pd.merge_asof(
        features.sort_values("month_index"), sofar, on="month_index", by="household_id"
    )
    features = features.rename(columns={"size": "visits", "sum": "contacts"})
    return features.fillna({"visits": 0, "contacts": 0}).astype("int64")
