"""The three heaviest marts as one would write them with polars, for the comparison of `bench`.

Lazy frames throughout; definitions as in `with_pandas`. Results must equal the SQL's before a
ratio is printed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.bench.with_pandas import ARREARS_MONTHS, AT_RISK, MINIMUM_KINDS, OVERLAP, REACHED

if TYPE_CHECKING:
    import polars as pl

KEYS = ["household_id", "month_index"]


def _scan(paths: list[Path], columns: list[str]) -> pl.LazyFrame:
    import polars as pl

    return pl.scan_parquet([str(path) for path in paths]).select(columns)


def _place(records: pl.LazyFrame, day: str, vintages: pl.DataFrame) -> pl.LazyFrame:
    import polars as pl

    since, until = ("first_month", "last_month") if day == "month" else ("valid_from", "valid_to")
    index = pl.col(day).dt.year().cast(pl.Int64) * 12 + pl.col(day).dt.month() - 1
    return (
        records.join(vintages.lazy(), on="dong_code")
        .filter(pl.col(day).is_between(pl.col(since), pl.col(until)))
        .with_columns(index.alias("month_index"), pl.col("dong_index").cast(pl.Int64))
    )


def _signals(landing: dict[str, list[Path]], given: dict[str, pl.DataFrame]) -> pl.LazyFrame:
    columns = ["household_id", "dong_code", "month", "signal", "amount_krw", "arrears_month_count"]
    signals = _place(_scan(landing["signals"], columns), "month", given["dong_vintages"])
    return signals.join(given["signals"].lazy(), left_on="signal", right_on="code")


def _spread(records: pl.LazyFrame, months: int) -> pl.LazyFrame:
    """Each row again in each of the following months whose window holds it."""
    import polars as pl

    return pl.concat([records.with_columns(pl.col("month_index") + lag) for lag in range(months)])


def _months(landing: dict[str, list[Path]], given: dict[str, pl.DataFrame]) -> pl.LazyFrame:
    import polars as pl

    signals = _signals(landing, given)
    months = signals.group_by(KEYS).agg(
        pl.col("dong_index").max(),
        pl.len().cast(pl.Int64).alias("signals"),
        (pl.col("group_code") == "cut_off").sum().cast(pl.Int64).alias("cut_offs"),
        pl.col("arrears_month_count").max().alias("arrears"),
        pl.col("amount_krw").sum().alias("krw"),
    )
    kinds = _spread(signals.select(*KEYS, "position").unique(), AT_RISK)
    count = kinds.group_by(KEYS).agg(pl.col("position").n_unique().cast(pl.Int64).alias("kinds"))
    return months.join(count, on=KEYS)


def _chains(reasons: pl.LazyFrame, length: int) -> pl.LazyFrame:
    import polars as pl

    gap = pl.col("month_index").diff().over("household_id").fill_null(length + 1) > length
    return (
        reasons.sort(KEYS)
        .with_columns(gap.cum_sum().alias("chain"))
        .group_by("chain", maintain_order=True)
        .agg(
            pl.col("household_id").first(),
            pl.col("month_index").first().alias("start"),
            (pl.col("month_index").last() + length).alias("until"),
            pl.col("dong_index").first(),
        )
    )


def _sides(spells: pl.LazyFrame, at_risk: int, reached: int) -> pl.LazyFrame:
    import polars as pl

    begin = spells.select(
        "household_id",
        "dong_index",
        pl.col("start").alias("month_index"),
        pl.lit(at_risk).alias("at_risk"),
        pl.lit(reached).alias("reached"),
    )
    end = spells.select(
        "household_id",
        "dong_index",
        pl.col("until").alias("month_index"),
        pl.lit(-at_risk).alias("at_risk"),
        pl.lit(-reached).alias("reached"),
    )
    return pl.concat([begin, end])


def coverage_by_dong_month(
    landing: dict[str, list[Path]], given: dict[str, pl.DataFrame]
) -> pl.DataFrame:
    """at_risk_count and reached_count by dong_index and month_index, where not both zero."""
    import polars as pl

    indexes: list[int] = given["months"]["month_index"].to_list()
    first, last = min(indexes), max(indexes)
    is_reason = (pl.col("cut_offs") > 0) | (pl.col("arrears") >= ARREARS_MONTHS)
    reasons = _months(landing, given).filter(
        is_reason.fill_null(value=False) | (pl.col("kinds") >= MINIMUM_KINDS)
    )
    columns = ["household_id", "dong_code", "visited_on", "is_contact_made"]
    met = _place(
        _scan(landing["visits"], columns).filter("is_contact_made"),
        "visited_on",
        given["dong_vintages"],
    )
    columns = ["household_id", "dong_code", "opened_on", "closed_on"]
    cases = _place(_scan(landing["cases"], columns), "opened_on", given["dong_vintages"])
    closed = pl.col("closed_on")
    until = (closed.dt.year().cast(pl.Int64) * 12 + closed.dt.month() - 1).fill_null(last + 24)
    cases = cases.with_columns(
        pl.col("month_index").clip(lower_bound=first).alias("start"),
        (until.clip(lower_bound=first - 1) + 1).alias("until"),
    )
    reached = _chains(met.select(*KEYS, "dong_index").unique(KEYS), REACHED)
    changes = pl.concat(
        [
            _sides(_chains(reasons, AT_RISK), 1, 0),
            _sides(reached.with_columns(pl.lit(0, pl.Int64).alias("dong_index")), 0, 1),
            _sides(cases, 1, 1),
        ]
    )
    return _standing(changes, first, last)


def _standing(changes: pl.LazyFrame, first: int, last: int) -> pl.DataFrame:
    import polars as pl

    here = pl.col("month_index") * 10000 + pl.col("dong_index")
    states = (
        changes.with_columns(pl.when(pl.col("at_risk") > 0).then(here).otherwise(-1).alias("dong"))
        .group_by(KEYS)
        .agg(pl.col("at_risk").sum(), pl.col("reached").sum(), pl.col("dong").max())
        .sort(KEYS)
        .with_columns(
            (pl.col("at_risk").cum_sum().over("household_id") > 0).alias("at_risk"),
            (pl.col("reached").cum_sum().over("household_id") > 0).alias("reached"),
            (pl.col("dong").cum_max().over("household_id") % 10000).alias("dong_index"),
            pl.col("month_index").shift(-1).over("household_id").alias("next"),
        )
        .filter("at_risk")
    )
    count = pl.lit(1, pl.Int64).alias("count")
    begin = states.select("dong_index", "month_index", "reached", count)
    end = states.filter(pl.col("next").is_not_null()).select(
        "dong_index", pl.col("next").alias("month_index"), "reached", -count
    )
    grid = pl.LazyFrame({"month_index": list(range(first, last + 1))}).join(
        changes.select("dong_index").unique(), how="cross"
    )
    totals = (
        pl.concat([begin, end])
        .group_by("dong_index", "month_index")
        .agg(
            pl.col("count").sum(),
            pl.col("count").filter(pl.col("reached")).sum().alias("reached"),
        )
    )
    return (
        totals.join(grid, on=["dong_index", "month_index"], how="full", coalesce=True)
        .fill_null(0)
        .sort("dong_index", "month_index")
        .select(
            "month_index",
            "dong_index",
            pl.col("count").cum_sum().over("dong_index").alias("at_risk_count"),
            pl.col("reached").cum_sum().over("dong_index").alias("reached_count"),
        )
        .filter(pl.col("month_index").is_between(first, last) & (pl.col("at_risk_count") > 0))
        .collect()
    )


def overlap_by_dong_month(
    landing: dict[str, list[Path]], given: dict[str, pl.DataFrame]
) -> pl.DataFrame:
    """household_count by dong_index, month_index and group_mask (bits of the five groups)."""
    import polars as pl

    columns = ["household_id", "dong_code", "report_channel", "reported_on"]
    reports = _scan(landing["reports"], columns).filter(pl.col("household_id").is_not_null())
    reported = (
        _place(reports, "reported_on", given["dong_vintages"])
        .join(given["channels"].lazy(), left_on="report_channel", right_on="code")
        .with_columns((pl.col("month_index") * 10000 + pl.col("dong_index")).alias("dong"))
        .group_by(*KEYS, "group_bit")
        .agg(pl.col("dong").max())
    )
    return (
        _spread(reported, OVERLAP)
        .filter(pl.col("month_index") <= given["months"]["month_index"].max())
        .group_by(*KEYS, "group_bit")
        .agg(pl.col("dong").max())
        .group_by(KEYS)
        .agg(pl.col("group_bit").sum().alias("group_mask"), pl.col("dong").max() % 10000)
        .rename({"dong": "dong_index"})
        .group_by("dong_index", "month_index", "group_mask")
        .agg(pl.len().cast(pl.Int64).alias("household_count"))
        .collect()
    )


def household_month_features(
    landing: dict[str, list[Path]], given: dict[str, pl.DataFrame]
) -> pl.DataFrame:
    """Signals and earlier visits of each household, by month with a signal."""
    import polars as pl

    months = _months(landing, given)
    recent = (
        _spread(months.select(*KEYS, "signals", "cut_offs", "krw"), AT_RISK)
        .group_by(KEYS)
        .agg(pl.col("signals", "cut_offs", "krw").sum())
    )
    day = pl.col("visited_on")
    sofar = (
        _scan(landing["visits"], ["household_id", "visited_on", "is_contact_made"])
        .with_columns((day.dt.year().cast(pl.Int64) * 12 + day.dt.month() - 1).alias("month_index"))
        .group_by(KEYS)
        .agg(
            pl.len().cast(pl.Int64).alias("visits"),
            pl.col("is_contact_made").sum().cast(pl.Int64).alias("contacts"),
        )
        .sort(KEYS)
        .with_columns(pl.col("visits", "contacts").cum_sum().over("household_id"))
        .sort("month_index")
    )
    return (
        months.select(*KEYS, "kinds")
        .join(recent, on=KEYS)
        .sort("month_index")
        .join_asof(sofar, on="month_index", by="household_id")
        .fill_null(0)
        .collect()
    )
