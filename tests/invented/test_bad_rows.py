"""The truth about rows: what it lists is bad as it says, and nothing else is."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest

from pipelines import geography
from pipelines.invented.bad_rows import resident_numbers
from pipelines.schema import FEEDS, VOCABULARIES

from .conftest import Made

DATED = {name: feed.placed_on for name, feed in FEEDS.items() if feed.placed_on}
EVERY_REASON = {
    "not_a_date", "date_out_of_range", "unknown_dong", "other_city", "other_vintage",
    "resident_number", "phone_number", "negative_amount", "not_a_number", "duplicate",
    "conflicting_id", "before_case",
    "wrong_order", "unknown_value", "missing_value", "accepted",
}  # fmt: skip


def planted(made: Made, feed: str, *kinds: str) -> set[int]:
    bad = made.truth("bad_rows")
    return set(bad.loc[(bad["file"] == f"{feed}.csv") & bad["kind"].isin(kinds), "row_number"])


def test_every_kind_is_planted_and_reasons_are_in_the_vocabulary(busan: Made) -> None:
    bad = busan.truth("bad_rows")
    assert set(bad["reason"]) == EVERY_REASON
    known = set(VOCABULARIES["quarantine_reason"].codes) | {"accepted"}
    assert set(bad["reason"]) <= known
    assert not bad.duplicated(["file", "row_number"]).any()


def test_about_two_rows_in_a_thousand_are_bad(busan: Made) -> None:
    bad = busan.truth("bad_rows")
    rows = sum(len(busan.feed(feed)) for feed in ("visits", "signals", "households", "services"))
    large = bad["file"].isin(["visits.csv", "signals.csv", "households.csv", "services.csv"])
    assert 0.0015 < large.sum() / rows < 0.0025


@pytest.mark.parametrize("feed", sorted(DATED))
def test_dates_and_dongs_fail_exactly_where_planted(busan: Made, feed: str) -> None:
    rows, day = busan.feed(feed), DATED[feed]
    when = pd.to_datetime(rows[day], format="%Y-%m-%d", errors="coerce")
    inside = (when >= "2012-07-01") & (when <= "2018-12-31")
    assert set(rows.index[~inside]) == planted(busan, feed, "impossible_date", "year_5005")
    if FEEDS[feed].column(day).type == "month":
        when += pd.offsets.MonthEnd(0)
    valid = geography.validity(["26"], date(2012, 7, 1), date(2018, 12, 31))
    dated = rows[["dong_code"]].assign(when=when, line=rows.index)[inside]
    periods = dated.merge(valid[["dong_code", "valid_from", "valid_to"]], on="dong_code")
    periods = periods[
        (periods["when"] >= pd.to_datetime(periods["valid_from"]))
        & (periods["when"] <= pd.to_datetime(periods["valid_to"]))
    ]
    misplaced = set(rows.index[inside]) - set(periods["line"])
    assert misplaced == planted(
        busan, feed, "unknown_dong", "other_city", "missing_dong", "other_vintage"
    )


@pytest.mark.parametrize(
    "feed", ["households", "signals", "reports", "cases", "visits", "services"]
)
def test_numbers_of_persons_stand_only_where_planted(busan: Made, feed: str) -> None:
    lines = (busan.folder / f"{feed}.csv").read_text(encoding="utf-8").splitlines()
    resident = re.compile(r"(?<![0-9A-Za-z])[0-9]{6}-?[1-8][0-9]{6}(?![0-9])")
    phone = re.compile(r"(?<![0-9A-Za-z])0[0-9]{1,2}-?[0-9]{3,4}-?[0-9]{4}(?![0-9])")
    with_resident = {n for n, line in enumerate(lines, start=1) if resident.search(line)}
    with_phone = {n for n, line in enumerate(lines, start=1) if phone.search(line)}
    assert with_resident == planted(busan, feed, "resident_number")
    assert with_phone == planted(busan, feed, "phone_number")


def test_resident_numbers_have_a_right_check_digit_and_no_bearer() -> None:
    for number in resident_numbers():
        digits = [int(c) for c in number if c.isdigit()]
        weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]
        total = sum(d * w for d, w in zip(digits[:12], weights, strict=True))
        assert digits[12] == (11 - total % 11) % 10
        assert number.startswith("89")
        assert digits[6] == 3  # 2089: not born yet


@pytest.mark.parametrize(
    "feed", ["households", "signals", "reports", "cases", "visits", "services"]
)
def test_repeated_rows_are_the_planted_ones(busan: Made, feed: str) -> None:
    rows = busan.feed(feed)
    assert set(rows.index[rows.duplicated()]) == planted(busan, feed, "duplicate")
    others = rows[~rows.duplicated()]
    again = others.index[others.duplicated(list(FEEDS[feed].grain), keep=False)]
    assert set(again) == planted(busan, feed, "conflicting_id")


def test_visits_before_their_case_are_the_planted_ones(busan: Made) -> None:
    opened = busan.good("cases").set_index("case_id")["opened_on"]
    visits = busan.feed("visits")
    visits = visits.drop(planted(busan, "visits", "impossible_date", "year_5005"))
    early = visits["visited_on"] < visits["case_id"].map(opened)
    assert set(visits.index[early]) == planted(busan, "visits", "before_case")


def test_closes_before_opens_are_the_planted_ones(busan: Made) -> None:
    cases = busan.feed("cases").drop(planted(busan, "cases", "impossible_date", "year_5005"))
    early = (cases["closed_on"] != "") & (cases["closed_on"] < cases["opened_on"])
    assert set(cases.index[early]) == planted(busan, "cases", "close_before_open")


def test_one_organisation_carries_a_formula(busan: Made) -> None:
    names = busan.feed("organisations")["organisation_name"]
    assert set(names.index[names.str.startswith("=")]) == planted(busan, "organisations", "formula")
