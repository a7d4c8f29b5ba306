"""A whole invented city, published: nobody is in it, and its tables agree with each other."""

from itertools import combinations

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipelines import disclosure, publish, read
from pipelines.landing import parquet_paths
from pipelines.publication import FACTS
from pipelines.schema import ESTIMATES, FEEDS, MARTS
from tests.conftest import BUSAN as DEPLOYMENT

pytestmark = pytest.mark.slow

HIDDEN_MOST = disclosure.THRESHOLD - 1 + disclosure.NOISE_MAX
OFF_BY = disclosure.NOISE_MAX + 2  # the noise of the key, then the 10-5 table


@pytest.fixture(scope="module")
def settings(busan_city):
    return busan_city


def both(settings, name):
    """A table's exact and open rows side by side: open columns end in _open."""
    exact, shown = (
        read.table(name, deployment=DEPLOYMENT, release=release, settings=settings)
        for release in ("internal", "open")
    )
    return exact.merge(shown, on=list(MARTS[name].grain), how="left", suffixes=("", "_open"))


def ids_of_persons(settings):
    """Every household pseudonym, and every id of a record that a person may be found by."""
    numbers, texts = set(), set()
    with duckdb.connect() as con:
        for feed, paths in parquet_paths(settings, DEPLOYMENT).items():
            for column in FEEDS[feed].columns:
                if column.type == "key" or column.name in disclosure.PERSONAL:
                    query = f"select distinct {column.name} from read_parquet(?)"
                    found = con.execute(query, [[str(path) for path in paths]]).fetchall()
                    (numbers if column.type == "key" else texts).update(value for (value,) in found)
    return numbers - {None}, texts - {None}


def test_no_published_value_is_the_id_of_a_household_or_a_record(settings):
    numbers, texts = ids_of_persons(settings)
    assert len(numbers) > 10_000
    assert len(texts) > 10_000
    folder = settings.published(DEPLOYMENT)
    files = sorted(folder.rglob("*.parquet"))
    published = [table for table in (MARTS | ESTIMATES).values() if table.is_published]
    layers = len(publish.GEO_PROPERTIES)
    assert len(files) == sum(1 + table.is_open for table in published) + layers + len(FACTS)
    for file in files:
        for name, column in zip((t := pq.read_table(file)).column_names, t.columns, strict=True):
            assert name not in disclosure.PERSONAL
            assert not name.endswith("_key")
            if name != "geometry":
                values = set(column.unique().to_pylist())
                assert not values & numbers, (file, name)
                assert not values & texts, (file, name)


def test_a_count_that_several_tables_repeat_is_the_same_in_all(settings):
    """Else an average of the copies would wear the noise off."""
    dense = [t for t in MARTS.values() if t.is_published and disclosure.is_dense(t)]
    compared = 0
    for one, other in combinations(dense, 2):
        names = {c.name for c in one.counts} & {c.name for c in other.counts}
        if one.grain != other.grain or not names:
            continue
        left, right = (
            read.table(t.name, deployment=DEPLOYMENT, release="open", settings=settings)
            for t in (one, other)
        )
        for name in sorted(names):
            pd.testing.assert_series_equal(left[name], right[name])
            compared += 1
    assert compared >= 9


@pytest.mark.parametrize(
    ("whole", "part", "on", "measures"),
    [
        ("coverage_by_gu_month", "coverage_by_dong_month", ["gu_code", "month"],
         ["at_risk_count", "reached_count"]),
        ("activity_by_gu_month", "activity_by_dong_month", ["gu_code", "month"],
         ["report_count", "visit_count", "opened_count", "service_count"]),
        ("activity_by_dong_month", "reports_by_dong_month", ["dong_code", "month"],
         ["report_count"]),
        ("case_flow_by_gu_month", "case_flow_by_dong_month",
         ["gu_code", "month", "case_track"],
         ["open_start_count", "opened_count", "closed_count", "open_end_count"]),
    ],
)  # fmt: skip
def test_no_part_comes_back_from_its_whole(settings, whole, part, on, measures):
    """Whole less the other parts, with every count as far off as the rule allows."""
    parts, wholes = both(settings, part), both(settings, whole)
    for measure in measures:
        low, high = bounds(parts[f"{measure}_open"])
        whole_low, whole_high = bounds(wholes[f"{measure}_open"])
        limits = wholes[on].assign(whole_low=whole_low, whole_high=whole_high)
        ranges = parts[[*on, measure]].assign(low=low, high=high).merge(limits, on=on)
        sums = ranges.groupby(on)[["low", "high"]].transform("sum")
        least = np.maximum(ranges["low"], ranges["whole_low"] - (sums["high"] - ranges["high"]))
        most = np.minimum(ranges["high"], ranges["whole_high"] - (sums["low"] - ranges["low"]))
        truth = ranges[measure].astype("float64")
        assert ((least <= truth) & (truth <= most)).all()
        small = truth.between(1, 9)
        assert small.any()
        assert (most - least)[small].min() >= 3


def bounds(shown):
    """Least and greatest count behind published values; hidden ones are missing."""
    value = shown.astype("float64").to_numpy()
    least = np.where(np.isnan(value), 0, np.maximum(value - OFF_BY, disclosure.THRESHOLD))
    most = np.where(np.isnan(value), HIDDEN_MOST, value + OFF_BY)
    return least, most
