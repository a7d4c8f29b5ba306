"""Which months each feed has records of: where a delivery is lacking, it shows as a gap."""

from __future__ import annotations

import pandas as pd

from dashboard import data, formats
from dashboard.data_quality.rows import Quality, feed_name
from pipelines.schema import FEEDS

# the published table and count in which a feed's records appear month by month
MONTHLY = {
    "reports": ("activity_by_city_month", "report_count"),
    "visits": ("activity_by_city_month", "visit_count"),
    "cases": ("activity_by_city_month", "opened_count"),
    "services": ("activity_by_city_month", "service_count"),
    "contributions": ("contributions_by_city_month", "contribution_count"),
    "staff": ("staff_by_city_month", "headcount"),
    "population": ("population_by_gu_month", "population_count"),
}


def load(quality: Quality) -> pd.DataFrame:
    """A row for each feed of `MONTHLY` and month: feed, name, month, value and state.

    `state` is present (records), absent (none though due), not_due (none, and none to come yet of a
    feed that does not come every month) or suppressed: hidden, or, in the open release, a month
    without a row, which is none or hidden. A feed with a hidden month has no value in any: beside
    the others, or their sum, it would tell.
    """
    return pd.concat([_feed(quality, feed) for feed in MONTHLY], ignore_index=True)


def _feed(quality: Quality, feed: str) -> pd.DataFrame:
    name, column = MONTHLY[feed]
    rows = data.table(name, quality.info, quality.selection.scope.release)
    months = pd.to_datetime(pd.Series(data.months(quality.info)))
    known = rows[column].astype(float).groupby(rows["month"]).sum(min_count=1)
    sums = known.reindex(months)
    has_row = months.isin(rows["month"]).to_numpy()
    hides = "is_suppressed" in rows.columns
    unknown = sums.isna().to_numpy() & (has_row | (hides & quality.is_open))
    state = pd.Series("absent", index=range(len(months)))
    state = state.mask(pd.Series(unknown), "suppressed")
    state = state.mask(pd.Series((sums > 0).to_numpy()), "present")
    state = state.mask((state == "absent") & ~_due(state == "present"), "not_due")
    return pd.DataFrame(
        {
            "feed": feed,
            "name": feed_name(quality.say, feed),
            "month": months,
            "value": float("nan") if (state == "suppressed").any() else sums.to_numpy(),
            "state": state,
        }
    )


def _due(present: pd.Series) -> pd.Series:
    """Whether a feed was due in a month (index 0, 1, ...), going by how often it usually comes.

    One that comes once a year is not lacking in the eleven months after it came.
    """
    came = pd.Series(present.index[present])
    usual = max(int(came.diff().median()), 1) if len(came) > 1 else 1
    months = pd.Series(present.index, index=present.index)
    # as if it had come just before the first month
    last = months.where(present).ffill().fillna(-1)
    return months - last >= usual


def gaps(deliveries: pd.DataFrame) -> pd.DataFrame:
    """name and month of the months without a record, of feeds that have records and hide none."""
    feed = deliveries.groupby("feed")["state"]
    is_told = feed.transform(lambda s: (s == "present").any() and not (s == "suppressed").any())
    is_gap = (deliveries["state"] == "absent") & is_told.astype(bool)
    return deliveries.loc[is_gap, ["name", "month"]]


def hidden(deliveries: pd.DataFrame) -> list[str]:
    """The names of feeds with a hidden month: nothing can be told of what they lack."""
    return list(deliveries.loc[deliveries["state"] == "suppressed", "name"].drop_duplicates())


def never(deliveries: pd.DataFrame) -> list[str]:
    """The names of feeds without a record in any month, and none hidden."""
    is_absent = (deliveries["state"] == "absent").groupby(deliveries["name"], sort=False).all()
    return [str(name) for name in is_absent[is_absent].index]


def sentences(quality: Quality, deliveries: pd.DataFrame) -> list[str]:
    """Which months are lacking of which feed, and of which feeds nothing can be said."""
    say = quality.say
    found = gaps(deliveries)
    said = [
        say(
            "data_quality.gap",
            feed=name,
            count=say.amount("month", len(months)),
            first=formats.month(months.min().date(), say.language),
            last=formats.month(months.max().date(), say.language),
        )
        for name, months in found.groupby("name", sort=False)["month"]
    ]
    said += [say("data_quality.never", feed=name) for name in never(deliveries)]
    said += [say("data_quality.hidden_feed", feed=name) for name in hidden(deliveries)]
    if not said:
        said.append(say("data_quality.no_gap"))
    others = [feed_name(say, feed) for feed in FEEDS if feed not in MONTHLY]
    return [*said, say("data_quality.not_monthly", feeds=", ".join(others))]
