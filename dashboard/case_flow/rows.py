"""What came of the households flagged, the queues, the cases and the workers of a place.

Published numbers chosen, with why one is absent; sums and shares come from `pipelines.read`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

import pandas as pd

from dashboard import data, measured, period, places
from dashboard.audience import Release
from dashboard.case_flow.cohorts import covers, followed, supported_months
from dashboard.case_flow.measures import FIRST, OUTCOMES, QUEUES, WAITING, WORK, measure_of
from dashboard.filters import Scope, Selection
from dashboard.i18n import Words
from dashboard.measured import Measured
from dashboard.period import Period
from pipelines import read
from pipelines.read import BuildInfo

_PLACES: tuple[read.Place, ...] = ("dong", "gu", "city")
_TRACKS: dict[str, read.Track] = {track: track for track in get_args(read.Track)}


@dataclass(frozen=True)
class CaseFlow:
    """A place and a month of the board, ready to be shown.

    `cohorts` are the months whose flagged households are followed: of a year, the last twelve whose
    windows are over. `stages` are theirs on the chosen track; `here` is the place's row of
    `COHORT`, `FIRST`, `repeat_flag_rate`, `QUEUES` and `WORK`, `dongs` and `gus` the same by code.
    A missing number is pending where its window is not over, else hidden in `open`. `year` are the
    months of `FIRST`, `closures` and `transfers`, the case flow by track added up; `balance` holds
    the chosen month by track, `months` every month of the place (flags, `WAITING`, `WORK`, `FIRST`,
    `is_complete`).
    `has_data` is false where nothing is published of the chosen month.
    """

    selection: Selection
    info: BuildInfo
    track: read.Track
    cohorts: Period
    is_outcome_known: bool
    is_support_known: bool
    stages: pd.DataFrame
    here: pd.Series
    dongs: pd.DataFrame
    gus: pd.DataFrame
    year: Period
    closures: pd.DataFrame
    transfers: pd.DataFrame
    balance: pd.DataFrame
    months: pd.DataFrame
    has_data: bool
    place_name: str
    scope_name: str

    @property
    def say(self) -> Words:
        """The words of the page's language."""
        return self.selection.scope.words

    @property
    def is_open(self) -> bool:
        """Whether the numbers are protected."""
        return self.selection.scope.release == "open"

    @property
    def track_names(self) -> dict[str, str]:
        """What can be chosen as `track`."""
        return track_names(self.selection.scope)


def track_names(scope: Scope) -> dict[str, str]:
    """Every way of a flagged household, all together first."""
    say = scope.words
    return {"all": say("case_flow.all_tracks"), **read.values("journey_track", scope.language)}


def load(selection: Selection, info: BuildInfo, *, track: str, length: str) -> CaseFlow:
    """The selection's board; `track` is one of `track_names`."""
    way = _TRACKS[track]
    release, month = selection.scope.release, selection.month
    known = data.months(info)
    outcome = period.with_outcomes(info, release)
    supported = supported_months(info, release)
    cohorts = followed(month, length, known, supported, outcome)
    where = _where(selection)
    gus, dongs = places.names(selection.scope, info)
    year = period.up_to(month, length, known)
    by_dong, by_gu, city = (
        data.never_twice(place, info, release, month, cohorts.months).join(
            _first_visits(place, info, release, year)
        )
        for place in _PLACES
    )
    by_dong, by_gu = by_dong.reindex(list(dongs)), by_gu.reindex(list(gus))
    here, has_data = _here(selection, by_dong, by_gu, city)
    return CaseFlow(
        selection=selection,
        info=info,
        track=way,
        cohorts=cohorts,
        is_outcome_known=covers(outcome, cohorts),
        is_support_known=covers(supported, cohorts),
        stages=data.journey_stages(info, release, cohorts.months, way, **where),
        here=here,
        dongs=by_dong,
        gus=by_gu.assign(name=list(gus.values())),
        year=year,
        closures=data.closure_shares(info, release, year.months, **where),
        transfers=_at(
            data.period(
                f"case_flow_by_{place_of(selection)}_month", info, release, year.months, **where
            )
        ),
        balance=data.case_balance(info, release, selection.month, **where),
        months=_months(selection, info),
        has_data=has_data,
        place_name=places.place_name(selection, gus, dongs),
        scope_name=places.scope_name(selection, gus),
    )


def _first_visits(
    place: read.Place, info: BuildInfo, release: Release, year: Period
) -> pd.DataFrame:
    """`FIRST` of the period by code (`city` for the whole)."""
    sums = data.period(f"first_visits_by_{place}_month", info, release, year.months)
    codes = pd.Index(["city"] * len(sums)) if place == "city" else pd.Index(sums[f"{place}_code"])
    return sums.set_index(codes)[[*FIRST]].astype("Float64").astype(float)


def by_dong(flow: CaseFlow) -> Measured:
    """The chosen measure of every Dong in scope."""
    name = flow.selection.measure
    found = states(flow, flow.dongs, name)
    measure = measure_of(flow.selection.scope, name)
    if name in OUTCOMES and not flow.is_outcome_known:
        measure = replace(measure, absent={"missing": flow.say("case_flow.pending")})
    return measured.measured(
        flow.selection,
        flow.info,
        flow.dongs.assign(is_suppressed=found == "suppressed"),
        measure,
        is_undefined=found == "undefined",
    )


def states(flow: CaseFlow, rows: pd.DataFrame, name: str) -> pd.Series:
    """Why each row has a value of a measure or none: value, suppressed, undefined or missing.

    Missing stands for a window that is not over, a place without data, or without a staff record.
    """
    absent = rows[name].isna()
    is_there = rows["has_row"].fillna(False).astype(bool)
    is_hidden = absent & is_there & flow.is_open
    nothing_there = absent & is_there & (not flow.is_open)
    if name in OUTCOMES and not flow.is_outcome_known:
        is_hidden = nothing_there = pd.Series(False, index=rows.index)
    if name in WORK:
        is_hidden = absent & is_there & rows["open_end_count"].isna() & flow.is_open
        nothing_there = absent & rows["fte"].eq(0)
    if name in (*QUEUES, "flagged_count"):
        nothing_there = pd.Series(False, index=rows.index)
    return measured.states(rows[name], is_hidden, nothing_there)


def text_of(flow: CaseFlow, name: str) -> str:
    """A measure of the place with its unit, or why it has none."""
    measure = measure_of(flow.selection.scope, name)
    if pd.notna(flow.here[name]):
        return measure.text(flow.say, float(flow.here[name]))
    state = states(flow, flow.here.to_frame().T, name).iloc[0]
    if state == "missing" and name in OUTCOMES and flow.has_data and not flow.is_outcome_known:
        return flow.say("case_flow.pending")
    return measured.absence_text(flow.say, measure, state)


def place_of(selection: Selection) -> read.Place:
    """Which kind of place the panel shows."""
    return "dong" if selection.dong else "gu" if selection.gu else "city"


def _at(flow: pd.DataFrame) -> pd.DataFrame:
    return flow.set_index("case_track")[["transferred_in_count", "transferred_out_count"]]


def _where(selection: Selection) -> dict[str, str | None]:
    return {"gu": None if selection.dong else selection.gu, "dong": selection.dong}


def _here(
    selection: Selection, dongs: pd.DataFrame, gus: pd.DataFrame, city: pd.DataFrame
) -> tuple[pd.Series, bool]:
    """(the row of the place of the panel, whether anything is published of it)."""
    rows, code = city, "city"
    if selection.dong:
        rows, code = dongs, selection.dong
    elif selection.gu:
        rows, code = gus, selection.gu
    found = rows.reindex([code]).iloc[0]
    return found, bool(pd.notna(found["has_row"]) and found["has_row"])


def _months(selection: Selection, info: BuildInfo) -> pd.DataFrame:
    """Every month of the place: `month`, `is_complete`, flags, `WAITING`, `WORK` and `FIRST`."""
    flags = places.place_table("flags", selection, info)
    queues = places.place_table("queues", selection, info)
    work = data.caseload(
        place_of(selection),
        info,
        selection.scope.release,
        gu=None if selection.dong else selection.gu,
        dong=selection.dong,
    )
    flag_columns = ["month", "is_complete", "flagged_count", "nothing_rate",
                    "days_to_first_attempt"]  # fmt: skip
    made = flags[flag_columns].merge(queues[["month", *WAITING]], how="outer", on="month")
    made = made.merge(work[["month", *WORK]], how="outer", on="month")
    first = places.place_table("first_visits", selection, info)
    made = made.merge(first[["month", *FIRST]], how="left", on="month")
    return made.assign(is_complete=made["is_complete"].fillna(False).astype(bool))
