"""What was known of each household before a month began, as a matrix; and what came of it after.

The features are those of the mart `household_month_features`, carried forward from the household's
latest month with a signal while that still counts, with the months since then; reports of the
household are counted up to the month itself. No feature looks at the month or later.

Earlier visits, contacts and cases are no features: they are traces of whom the office goes to see.
On the invented city (2018-07) a model with them chose more of those who were found next (42 instead
of 35 of a hundred) and fewer of those in need (59 instead of 63).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from pipelines.engine import connect
from pipelines.errors import InputError, NotBuiltError
from pipelines.schema import VOCABULARIES
from pipelines.settings import Settings

HORIZON_MONTHS = 6
"""Over how many months, from the one that is scored, it shows who is found."""

NO_SIGNAL = 99.0
"""Months since the latest signal of a household without one that still counts."""

COMPOSITIONS = VOCABULARIES["composition"].codes
TENURES = VOCABULARIES["tenure"].codes
_PANEL = Path(__file__).parent / "sql" / "household_panel.sql"
_EVENTS = {
    "reports": "household_id, month_index from staging.stg_reports where household_id is not null",
    "visits": "household_id, dong_index, month_index, is_contact_made from staging.stg_visits",
    "cases": "household_id, opened_index, closed_index from staging.stg_cases",
    "contacts": "household_id, month_index, until_index from staging.stg_contacts",
    "services": "household_id, month_index from staging.stg_services",
}


@dataclass(frozen=True)
class Feature:
    """One column of the matrix.

    Attributes
    ----------
    direction : 1: more of it never lowers the score; -1: never raises it; 0: the data decide.
    reference : the value of a household of which it says nothing; reasons compare with it.
    ko, en : the reason in words, with the value as {value}.
    why : why the direction is what it is.
    """

    name: str
    direction: int
    reference: float
    ko: str
    en: str
    why: str

    def words(self, value: float, language: str) -> str:
        """The reason in words, such as `체납 22개월`."""
        if self.name == "composition":
            entry = VOCABULARIES["composition"].values[int(value)]
            return (self.ko if language == "ko" else self.en).format(value=getattr(entry, language))
        return (self.ko if language == "ko" else self.en).format(value=f"{value:,.0f}")


_SIGNS = "a worse sign of crisis must never put a household behind another"
FEATURES = (
    Feature("signal_kind_count", 1, 0, "서로 다른 위기징후 {value}종",
            "kinds of crisis sign: {value}", _SIGNS),
    Feature("signal_count", 1, 0, "위기징후 {value}건", "crisis signs: {value}", _SIGNS),
    Feature("cut_off_count", 1, 0, "단전·단수·가스 중단 {value}건",
            "cut-offs of power, water or gas: {value}", _SIGNS),
    Feature("arrears_month_max", 1, 0, "가장 긴 체납 {value}개월",
            "longest arrears, in months: {value}", _SIGNS),
    Feature("arrears_krw_sum", 1, 0, "체납액 {value}원", "won in arrears: {value}", _SIGNS),
    Feature("months_since_signal", -1, NO_SIGNAL, "최근 징후: {value}개월 전",
            "months since the latest sign: {value}", "an older sign says less than a fresh one"),
    Feature("prior_report_count", 1, 0, "이전 제보 {value}건", "earlier reports: {value}",
            "somebody's worry must never put a household behind"),
    Feature("household_size", 0, 2, "가구원 {value}명", "people in the household: {value}",
            "neither large nor small is worse"),
    Feature("composition", 0, float(COMPOSITIONS.index("other")), "가구 구성: {value}",
            "composition: {value}", "kinds without an order"),
)  # fmt: skip
NAMES = tuple(feature.name for feature in FEATURES)
DIRECTIONS = tuple(feature.direction for feature in FEATURES)


@dataclass(frozen=True)
class Panel:
    """The n households that nobody reaches as a month begins; the order is that of their ids.

    Attributes
    ----------
    month : the month that is scored.
    household_id : (n,) pseudonyms.
    dong : (n,) places in `dongs`.
    dongs, gus : codes of the D frame Dongs, and of the Gu of each.
    values : (n, features) in the order of FEATURES; NaN where the register does not say.
    found_before : (n,) contacts and cases ever before the month.
    tenure : (n,) place in the vocabulary, -1 where the register does not say. No feature: since
        when is unknown; fairness is measured by it.
    is_at_risk : (n,) at risk by the policy rule as the month begins.
    is_found : (n,) confirmed at risk within the horizon: a case opened, or met while at risk by its
        signals. False as well where nobody went, which is why it is only a label of the found.
    is_served : (n,) found, and served within the horizon.
    is_known : whether the horizon lies within the data; if not, the outcomes say nothing.
    capacity : (D,) visits of each Dong in the half-year before, by month; households in a list.
    """

    month: date
    household_id: np.ndarray
    dong: np.ndarray
    dongs: tuple[str, ...]
    gus: tuple[str, ...]
    values: np.ndarray
    found_before: np.ndarray
    tenure: np.ndarray
    is_at_risk: np.ndarray
    is_found: np.ndarray
    is_served: np.ndarray
    is_known: bool
    capacity: np.ndarray

    def __post_init__(self) -> None:
        for field in fields(self):
            if isinstance(getattr(self, field.name), np.ndarray):
                getattr(self, field.name).setflags(write=False)

    def column(self, name: str) -> np.ndarray:
        """(n,) one feature by its name."""
        return np.asarray(self.values[:, NAMES.index(name)])


@dataclass(frozen=True)
class Reader:
    """An open warehouse that panels are read from; made by `open_panels`.

    Attributes
    ----------
    build_id : of the warehouse.
    first_month, last_month : of its records.
    """

    connection: duckdb.DuckDBPyConnection
    build_id: str
    first_month: date
    last_month: date
    dongs: tuple[str, ...]
    gus: tuple[str, ...]

    def read(self, month: date, *, horizon: int = HORIZON_MONTHS) -> Panel:
        """The panel of one month, from the second of the records to the one after their last.

        Raises InputError for a month outside of these.
        """
        index, last = month_index(month), month_index(self.last_month)
        if not month_index(self.first_month) < index <= last + 1:
            raise InputError(
                f"{month:%Y-%m} cannot be scored: the records are of {self.first_month:%Y-%m} to "
                f"{self.last_month:%Y-%m}. Name a month from the second to the one after the last."
            )
        asked = {"month_index": index, "horizon": horizon, "no_signal": int(NO_SIGNAL)}
        columns = self.connection.execute(
            f"{_PANEL.read_text(encoding='utf-8')}order by everyone.household_id", asked
        ).fetchnumpy()
        capacity = np.zeros(len(self.dongs))
        for dong, visits in self.connection.execute(
            "select dong_index, count(*) from temp.visits "
            "where month_index between $month_index - 6 and $month_index - 1 group by dong_index",
            {"month_index": index},
        ).fetchall():
            capacity[dong] = round(visits / 6)
        filled = {name: _filled(np.ma.asarray(column)) for name, column in columns.items()}
        return Panel(
            month=month,
            household_id=np.asarray(columns["household_id"]),
            dong=filled["dong_index"].astype(int),
            dongs=self.dongs,
            gus=self.gus,
            values=np.column_stack([filled[name] for name in NAMES]),
            found_before=filled["prior_contact_count"] + filled["prior_case_count"],
            tenure=np.nan_to_num(filled["tenure"], nan=-1).astype(int),
            is_at_risk=filled["is_at_risk"] > 0,
            is_found=filled["is_found"] > 0,
            is_served=filled["is_served"] > 0,
            is_known=index + horizon - 1 <= last,
            capacity=capacity.astype(int),
        )


@contextmanager
def open_panels(settings: Settings, deployment: str) -> Iterator[Reader]:
    """A reader of panels, closed after use.

    Raises NotBuiltError where there is no warehouse.
    """
    path = settings.warehouse(deployment) / "warehouse.duckdb"
    if not path.exists():
        raise NotBuiltError(
            f"{deployment} has no warehouse at {path}. Run `dabokdong build -d {deployment}`."
        )
    with connect(settings, path, read_only=True) as connection:
        for name, columns in _EVENTS.items():
            connection.execute(f"create temp table {name} as select {columns}")
        build = connection.execute("select build_id, first_month, last_month from reference.build")
        ((build_id, first, last),) = build.fetchall()
        dongs = connection.execute(
            "select dong_index, dong_code, gu_code from reference.dongs order by dong_index"
        ).fetchall()
        if [index for index, _, _ in dongs] != list(range(len(dongs))):
            raise InputError(
                "The warehouse numbers its Dongs otherwise than 0, 1, 2, ...: rebuild it."
            )
        codes, gus = (tuple(row[place] for row in dongs) for place in (1, 2))
        yield Reader(connection, build_id, first, last, codes, gus)


def month_index(month: date) -> int:
    """The months since the year 0, as the staging tables count them."""
    return month.year * 12 + month.month - 1


def shifted(month: date, months: int) -> date:
    """The month so many months later (earlier where negative)."""
    index = month_index(month) + months
    return date(index // 12, index % 12 + 1, 1)


def _filled(column: np.ma.MaskedArray) -> np.ndarray:
    """Floats, NaN where the database says null."""
    values = np.ma.getdata(column).astype(float)
    values[np.ma.getmaskarray(column)] = np.nan
    return values
