"""Reports of a period by channel and by Dong: published numbers chosen, with why one is absent.

Sums over months come from `pipelines.read`; nothing is added here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from dashboard import data, measured, period, places
from dashboard.audience import Release
from dashboard.filters import Scope, Selection
from dashboard.i18n import Words
from dashboard.measured import Measure, Measured
from dashboard.period import Period
from pipelines import read
from pipelines.read import BuildInfo
from pipelines.schema import VOCABULARIES

# a measure and whether dark on the map is its high end: of what is worse the more there is of it,
# and of reports, whose number is neither good nor bad and whose zero is pale
MEASURES = {
    "report_count": True,
    "confirmed_rate": False,
    "sole_channel_rate": False,
    "days_to_follow_up": True,
    "days_to_first_visit": True,
    "refused_count": True,
}
# known only when the outcome window of the month is over
OUTCOMES = ("confirmable_count", "confirmed_count", "confirmed_rate", "refused_count")
COUNTS = ("report_count", "known_household_count", "confirmable_count", "confirmed_count",
          "reported_household_count", "sole_channel_count", "followed_up_count", "refused_count",
          "newly_found_count", "first_visit_count")  # fmt: skip
RATES = ("confirmed_rate", "sole_channel_rate", "days_to_follow_up", "days_to_first_visit")
CHANNELS = VOCABULARIES["report_channel"].codes


@dataclass(frozen=True)
class Channels:
    """Reports of a period, ready to be shown.

    `channels` holds every channel by code for the place of the panel, `dongs` and `gus` the chosen
    channel by Dong and by Gu (with its `name`). All have `COUNTS` and `RATES`; a missing one is
    hidden where `is_suppressed`, pending where it is an outcome and `outcome_period` None, else
    undefined (nothing to measure). `outcome_period` holds the months of the period whose outcomes
    are known. `silent` are the Dongs in scope with much need and no report, of every channel.
    `confirmable_count`, of which `confirmed_rate` is the share confirmed, are the reports with a
    known household in those months. `total` is the reports of all channels together, from their
    own table; missing where hidden.
    `has_data` is false where nothing is published of the period.
    """

    selection: Selection
    info: BuildInfo
    channel: str
    period: Period
    outcome_period: Period | None
    channels: pd.DataFrame
    gus: pd.DataFrame
    dongs: pd.DataFrame
    silent: pd.DataFrame
    total: float | None
    has_data: bool
    place_name: str
    scope_name: str

    @property
    def say(self) -> Words:
        """The words of the page's language."""
        return self.selection.scope.words

    @property
    def channel_names(self) -> dict[str, str]:
        """Every channel in the page's language."""
        return read.values("report_channel", self.say.language)

    @property
    def is_open(self) -> bool:
        """Whether the numbers are protected."""
        return self.selection.scope.release == "open"

    @property
    def own_silent(self) -> pd.DataFrame:
        """The Dongs in scope from which the chosen channel is silent."""
        return self.silent[self.silent["report_channel"] == self.channel]


def measure_names(scope: Scope) -> dict[str, str]:
    """The names of the measures that the page offers."""
    names = read.labels("reports_by_dong_month", scope.language)
    return {measure: names[measure] for measure in MEASURES}


def measure_of(selection: Selection) -> Measure:
    """The chosen measure, with this page's words for a value that is absent."""
    say, name = selection.scope.words, selection.measure
    found = measured.measure(name, say.language, is_more_worse=MEASURES[name])
    nothing = {
        "days_to_follow_up": say("channels.no_visit"),
        "days_to_first_visit": say("channels.no_first_visit"),
    }.get(name, say("channels.no_report"))
    pending = say("channels.pending") if name in OUTCOMES else say("state.missing")
    meaning = say("first_visit.meaning") if name == "days_to_first_visit" else found.meaning
    return replace(found, meaning=meaning, absent={"undefined": nothing, "missing": pending})


def load(selection: Selection, info: BuildInfo, *, channel: str, length: str) -> Channels:
    """The selection's reports in the period of that `length`."""
    scope = selection.scope
    months = period.up_to(selection.month, length, data.months(info))
    outcome = period.within(months, period.with_outcomes(info, scope.release))
    gus, dongs = places.names(scope, info)
    every_dong = _sums("dong", info, scope.release, months, outcome)
    by_dong = every_dong[every_dong["report_channel"] == channel].set_index("dong_code")
    by_gu = _sums("gu", info, scope.release, months, outcome)
    by_gu = by_gu[by_gu["report_channel"] == channel].set_index("gu_code")
    silent = data.silent_channels(info, scope.release, months.months)
    if selection.gu:
        silent = silent[silent["gu_code"] == selection.gu]
    has_data, total = _total(selection, info, months)
    is_open = scope.release == "open"
    here = (
        every_dong
        if selection.dong
        else _sums(_place(selection), info, scope.release, months, outcome)
    )
    here = _at(here, selection).set_index("report_channel")
    return Channels(
        selection=selection,
        info=info,
        channel=channel,
        period=months,
        outcome_period=outcome,
        channels=_completed(here, pd.Index(CHANNELS), outcome, is_open=is_open),
        gus=_completed(by_gu, pd.Index(list(gus)), outcome, is_open=is_open).assign(
            name=list(gus.values())
        ),
        dongs=_completed(by_dong, pd.Index(list(dongs)), outcome, is_open=is_open),
        silent=silent if has_data else silent.iloc[:0],
        total=total,
        has_data=has_data,
        place_name=places.place_name(selection, gus, dongs),
        scope_name=places.scope_name(selection, gus),
    )


def by_dong(channels: Channels) -> Measured:
    """The chosen measure of the chosen channel for every Dong in scope."""
    name = channels.selection.measure
    table = channels.dongs if channels.has_data else channels.dongs.iloc[:0]
    return measured.measured(
        channels.selection,
        channels.info,
        table.assign(is_suppressed=hidden(channels, table, name)),
        measure_of(channels.selection),
        is_undefined=_is_undefined(channels, table, name),
    )


def hidden(channels: Channels, rows: pd.DataFrame, name: str) -> pd.Series:
    """Whether each row's measure is hidden by disclosure control."""
    is_pending = name in OUTCOMES and channels.outcome_period is None
    return rows["is_suppressed"] & rows[name].isna() & (not is_pending)


def states(channels: Channels, rows: pd.DataFrame, name: str) -> pd.Series:
    """Why each row has a value of a measure or none."""
    if not channels.has_data:
        return pd.Series("missing", index=rows.index)
    return measured.states(
        rows[name], hidden(channels, rows, name), _is_undefined(channels, rows, name)
    )


def _is_undefined(channels: Channels, rows: pd.DataFrame, name: str) -> pd.Series:
    is_pending = name in OUTCOMES and channels.outcome_period is None
    return rows[name].isna() & (not is_pending)


def _place(selection: Selection) -> str:
    return "dong" if selection.dong else "gu" if selection.gu else "city"


def _sums(
    place: str, info: BuildInfo, release: Release, months: Period, outcome: Period | None
) -> pd.DataFrame:
    """The sums of a kind of place; outcomes over the months in which they are known."""
    name = f"reports_by_{place}_month"
    sums = data.period(name, info, release, months.months)
    sums = sums.assign(confirmable_count=sums["known_household_count"] if outcome else float("nan"))
    if outcome and outcome != months:
        known = data.period(name, info, release, outcome.months)
        known = known.assign(confirmable_count=known["known_household_count"])
        keys = [key for key in ("dong_code", "gu_code", "report_channel") if key in sums]
        sums = sums.drop(columns=list(OUTCOMES)).merge(
            known[[*keys, *OUTCOMES]], how="left", on=keys
        )
    return sums


def _at(rows: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The rows of the chosen Dong, else of the chosen Gu, else all."""
    if selection.dong:
        return rows[rows["dong_code"] == selection.dong]
    return rows[rows["gu_code"] == selection.gu] if selection.gu else rows


def _completed(
    rows: pd.DataFrame, index: pd.Index, outcome: Period | None, *, is_open: bool
) -> pd.DataFrame:
    """A row for each of `index`; what is not there is hidden in `open` and none in `internal`."""
    rows = rows.reindex(index)[[*COUNTS, *RATES]].astype("Float64").astype(float)
    if not is_open:
        known = [name for name in COUNTS if outcome or name not in OUTCOMES]
        rows[known] = rows[known].fillna(0.0)
    return rows.assign(is_suppressed=is_open)


def _total(selection: Selection, info: BuildInfo, months: Period) -> tuple[bool, float | None]:
    """(whether anything is published of the period, reports of all channels at the place)."""
    name = f"activity_by_{_place(selection)}_month"
    rows = _at(data.period(name, info, selection.scope.release, months.months), selection)
    if rows.empty:
        return False, None
    total = rows["report_count"].iloc[0]
    return True, None if pd.isna(total) else float(total)
