"""Rows that a careful ingest must refuse, planted among the good ones and listed apart.

Each planted row is a copy of a good one with one fault, under a number of its own (but for
duplicates and conflicts, which repeat a number). `raw/truth/<deployment>/bad_rows.parquet` says
file, row (as a reader counts lines, header = 1), kind and the reason expected; "accepted" where
the row only looks bad. Of a conflict both rows are listed: nothing in the file says which is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.schema import FEEDS

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
SAME_NUMBER = ("duplicate", "conflicting_id")

# of each feed: the day that places a row, a column with a vocabulary, one with a number
_DAY = {
    "households": "registered_from",
    "signals": "month",
    "reports": "reported_on",
    "cases": "opened_on",
    "visits": "visited_on",
    "services": "delivered_on",
    "contributions": "received_on",
    "surveys": "surveyed_on",
}
_WORD = {
    "households": "composition",
    "signals": "signal",
    "reports": "report_channel",
    "cases": "case_track",
    "visits": "purpose",
    "services": "service_kind",
    "contributions": "donor_kind",
    "surveys": "item",
}
_NUMBER = {"signals": "amount_krw", "services": "quantity", "contributions": "quantity"}


@dataclass(frozen=True)
class BadRow:
    """One kind of planted row: texts (SQL) that replace columns, and which rows may serve."""

    kind: str
    reason: str
    replace: Mapping[str, str]
    where: str = "true"


def resident_numbers(count: int = 40) -> list[str]:
    """Numbers of the right shape and check digit that nobody has: births of the year 2089."""
    numbers = []
    for index in range(count):
        month, day, serial = 1 + index % 12, 1 + index % 28, 301234 + 517 * index
        digits = f"89{month:02d}{day:02d}3{serial % 100000:05d}"
        total = sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True))
        full = f"{digits}{(11 - total % 11) % 10}"
        numbers.append(f"{full[:6]}-{full[6:]}" if index % 2 else full)
    return numbers


def kinds_of(feed: str, prefix: str, recut: tuple[str, str] | None) -> tuple[BadRow, ...]:
    """The planted kinds of a feed of the deployment whose Dong codes begin with `prefix`.

    `recut` is (a code, the first day of its Dong) for a Dong that did not exist before, or None.
    """
    if feed == "organisations":
        return _ORGANISATIONS
    if feed == "budgets":
        return (
            BadRow("negative_amount", "negative_amount", {"amount": "'-5000000'"}),
            BadRow("not_a_number", "not_a_number", {"amount": "'추후 확정'"}),
        )
    if feed not in _DAY:
        return ()
    day, word = _DAY[feed], _WORD[feed]
    kinds = [
        BadRow("impossible_date", "not_a_date", {day: "'2016-02-31'"}),
        BadRow("year_5005", "date_out_of_range", {day: f"'5005' || substr({day}, 5)"}),
        BadRow("unknown_dong", "unknown_dong", {"dong_code": f"'{prefix:0<5.5}99900'"}),
        BadRow("other_city", "other_city", {"dong_code": "'1111051500'"}),
        BadRow("missing_dong", "missing_value", {"dong_code": "null"}),
        BadRow("unknown_value", "unknown_value", {word: "'모름(수기)'"}),
        BadRow("duplicate", "duplicate", {}, "position % 2 = 0"),
    ]
    if recut and feed not in ("households",):
        kinds.append(
            BadRow("other_vintage", "other_vintage", {"dong_code": f"'{recut[0]}'"},
                   f"{day} < '{recut[1]}'")
        )  # fmt: skip
    if FEEDS[feed].pseudonymised:
        person = FEEDS[feed].pseudonymised[0]
        number = "getvariable('resident_numbers')[1 + position % 40]"
        kinds.append(BadRow("resident_number", "resident_number", {person: number}))
        phone = "'010-0000-' || lpad((position % 10000)::varchar, 4, '0')"
        kinds.append(BadRow("phone_number", "phone_number", {person: phone}))
    if feed in _NUMBER:
        kinds.append(
            BadRow("negative_amount", "negative_amount", {_NUMBER[feed]: "'-30000'"},
                   f"{_NUMBER[feed]} is not null")
        )  # fmt: skip
        kinds.append(BadRow("not_a_number", "not_a_number", {_NUMBER[feed]: "'많음'"}))
    kinds += _OF_ONE_FEED.get(feed, ())
    return tuple(kinds)


_OF_ONE_FEED: dict[str, tuple[BadRow, ...]] = {
    "reports": (BadRow("conflicting_id", "conflicting_id", {"urgency": "'응급'"},
                       "urgency = '일반' and position % 2 = 1"),),
    "visits": (
        BadRow("conflicting_id", "conflicting_id", {"is_contact_made": "'아니오'"},
               "is_contact_made = '예' and position % 2 = 1"),
        BadRow("before_case", "before_case", {"visited_on": "(case_opened - 1)::varchar"},
               "case_opened is not null and not is_recut"
               " and case_opened > getvariable('first_day') + 31"),
    ),
    "services": (
        BadRow("conflicting_id", "conflicting_id", {"quantity": "quantity || '1'"},
               "position % 2 = 1"),
    ),
    "cases": (
        BadRow("close_before_open", "wrong_order",
               {"closed_on": "(opened_on::date - 10)::varchar"}, "closed_on is not null"),
    ),
    "households": (
        BadRow("leaves_before_it_comes", "wrong_order",
               {"registered_to": "(registered_from::date - 10)::varchar"}),
    ),
    "surveys": (BadRow("score_out_of_words", "not_a_number", {"score": "'좋음'"}),),
}  # fmt: skip

_ORGANISATIONS = (
    BadRow("formula", "accepted",
           {"organisation_name": "'=HYPERLINK(\"http://example.invalid\",\"복지관\")'"}),
    BadRow("phone_number", "phone_number",
           {"organisation_name": "organisation_name || ' 051-000-0000'"}),
    BadRow("longitude_of_nowhere", "unknown_value", {"longitude": "'531.87'"}),
    BadRow("unknown_value", "unknown_value", {"organisation_kind": "'모름(수기)'"}),
    BadRow("duplicate", "duplicate", {}, "position % 2 = 0"),
)  # fmt: skip
