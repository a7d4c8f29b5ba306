"""A small table kept in memory answers as its file does, whatever is asked."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from pipelines import read
from pipelines.errors import DabokdongError
from pipelines.read import periods, tables
from pipelines.read.whole import cut, grouped, sums_of
from pipelines.schema import MARTS
from tests.dashboard import beds

FILTERS = (
    {},
    {"gu": "26110"},
    {"dong": [beds.dong_code(0, 0), beds.dong_code(1, 1)]},
    {"month": date(2018, 12, 1)},
    {"gu": ["26120"], "month": (beds.MONTHS[0], beds.MONTHS[-1])},
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The made-up city, every third number of the open release hidden."""
    folder = tmp_path_factory.mktemp("whole")
    _, dongs = beds._places(2, 3)
    hidden = {}
    for entry in MARTS.values():
        if entry.is_published and entry.counts:
            rows = beds.filled(entry, dongs, tuple(beds.MONTHS))
            is_hidden = pd.Series(np.arange(len(rows)) % 3 == 0)
            names = [column.name for column in entry.counts]
            numbers = {name: rows[name].where(~is_hidden) for name in names}
            hidden[entry.name] = rows.assign(**numbers, is_suppressed=is_hidden)
    beds.publish(folder, gu_count=2, dong_count=3, open_tables=hidden)
    return folder


def answers(ask):
    """What `ask` says of every table, release and filter: a frame, or why there is none."""
    found = {}
    for entry in MARTS.values():
        for release in ("internal", "open"):
            for place, filters in enumerate(FILTERS):
                try:
                    answer = ask(entry.name, release, filters)
                except DabokdongError as error:
                    answer = type(error)
                found[entry.name, release, place] = answer
    return found


def sums(name, release, filters):
    months = filters.get("month", (beds.MONTHS[0], beds.MONTHS[-1]))
    places = {key: value for key, value in filters.items() if key != "month"}
    return read.period_sums(
        name, deployment=beds.DEPLOYMENT, release=release, months=months, **places
    )


def rows(name, release, filters):
    return read.table(name, deployment=beds.DEPLOYMENT, release=release, **filters)


@pytest.mark.parametrize("ask", [rows, sums])
def test_memory_and_file_give_the_same(folder, monkeypatch, ask):
    monkeypatch.setenv("DABOKDONG_DATA", str(folder))
    kept = answers(ask)
    for module in (tables, periods):
        monkeypatch.setattr(module, "is_small", lambda path: False)
    asked = answers(ask)
    frames = {key: value for key, value in asked.items() if isinstance(value, pd.DataFrame)}
    assert sum(len(frame) > 0 for frame in frames.values()) > 100
    for key, frame in frames.items():
        pd.testing.assert_frame_equal(kept[key], frame, obj=str(key))
    assert {key: kept[key] for key in kept if key not in frames} == {
        key: asked[key] for key in asked if key not in frames
    }


def test_a_sum_is_missing_where_a_part_is_or_a_row_is_lacking():
    table = pd.DataFrame(
        {
            "gu_code": ["2", "1", "1", "2", "3"],
            "count": pd.array([4, 1, 2, None, 7], dtype="Int64"),
            "is_suppressed": [False, False, False, True, False],
        }
    )
    by_gu = grouped(table, ["gu_code"], ["count"], flag="is_suppressed")
    made = sums_of(by_gu, np.ones(5, bool), expected=2, flag="is_suppressed")
    assert made["gu_code"].tolist() == ["1", "2", "3"]
    # 1 + 2; one hidden; one of two months lacking
    assert made["count"].tolist()[0] == 1 + 2
    assert made["count"].isna().tolist() == [False, True, True]
    assert made["is_suppressed"].tolist() == [False, True, True]
    assert made["month_count"].tolist() == [2, 2, 1]


def test_a_reader_cannot_change_what_is_kept():
    table = pd.DataFrame({"month": pd.to_datetime(["2018-01-01"]), "count": [1]})
    given = cut(table, gu=None, dong=None, months=None)
    given.loc[0, "count"] = 99
    assert table["count"].tolist() == [1]


def test_only_the_wanted_rows_are_summed_and_a_group_without_one_has_no_row():
    table = pd.DataFrame(
        {"dong": ["b", "a", "b", "c"], "count": [1, 2, 4, 8], "is_suppressed": [False] * 4}
    )
    by_dong = grouped(table, ["dong"], ["count"], flag="is_suppressed")
    wanted = np.array([True, False, True, True])
    made = sums_of(by_dong, wanted, expected=None, flag="is_suppressed")
    assert made[["dong", "month_count", "count"]].values.tolist() == [["b", 2, 5.0], ["c", 1, 8.0]]
    assert (
        sums_of(by_dong, ~wanted | True, expected=None, flag="is_suppressed")["count"].sum()
        == table["count"].sum()
    )
    assert sums_of(by_dong, np.zeros(4, bool), expected=2, flag="is_suppressed").empty
