"""What the bench of the pages measures, on the app as it is served over a made-up city."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.bench import in_browser, measure, run
from dashboard.bench.serving import Server, serving
from dashboard.bench.sessions import Click
from pipelines.errors import DabokdongError, InputError, NotBuiltError
from tests.dashboard import beds


def test_the_95th_percentile_lies_between_its_neighbours():
    assert measure.percentile([1.0], 0.95) == 1.0
    assert measure.percentile([*range(101)], 0.95) == 95
    assert measure.percentile([0.0, 10.0], 0.95) == 9.5  # 0 + 0.95 * 10


def test_a_reader_changes_now_the_month_now_the_gu(bed):
    found = measure.views("channels", beds.DEPLOYMENT, 4)
    assert [view.page for view in found] == ["channels"] * 4
    gus, months = ([view.address[name] for view in found] for name in ("gu", "month"))
    assert (gus[0], months[0]) == ("all", "2018-12")
    assert gus[1] == "all"
    assert gus[2] == gus[3] != "all"
    assert {date.fromisoformat(f"{month}-01") for month in months} <= set(beds.MONTHS)


def test_without_a_publication_the_command_says_what_to_do_first(data):
    with pytest.raises(NotBuiltError, match="dabokdong demo"):
        next(run(beds.DEPLOYMENT))


def test_without_chromium_it_says_so_and_measures_the_rest(bed, monkeypatch):
    monkeypatch.setattr(in_browser, "CHROMIUM", ("/nowhere/chromium",))
    assert list(measure._first_map("http://127.0.0.1:9", beds.DEPLOYMENT, 3)) == [
        "The first map is not measured: that needs Chromium and the Python package playwright."
    ]
    with pytest.raises(InputError):
        in_browser.chromium()


def test_the_sentence_has_median_percentile_bytes_and_processors():
    clicks = [Click("overview", seconds / 1000, 2000) for seconds in (100, 200, 300)]
    said = "median 200 ms, 95th percentile 290 ms, 2 kB sent (3 clicks)"  # 200 + 0.9 * 100
    assert measure._said(clicks) == said
    assert measure._spent(None, Server("", -1), 3) == ""


def test_a_server_that_does_not_start_says_why():
    with (
        pytest.raises(DabokdongError, match="no such thing"),
        serving("raise SystemExit('no such thing {port}')"),
    ):
        pass
