"""The three maps: who is compared with whom, who joined when, and what synthetic DiD weighs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, cast

import numpy as np
import pandas as pd

from dashboard import charts, classes, data, formats, maps, measured
from dashboard.i18n import Words
from dashboard.keeping import kept
from dashboard.trial import words
from dashboard.trial.rows import Trial, until
from pipelines import read

ARMS, COHORTS, DONORS = "arms", "cohorts", "donors"
# of the colour of the treated: the earlier, the darker
PHASES = {"trial": "#41277d", "selected": charts.TREATED, "expansion": "#b9a4de", "all": "#e2d8f3"}
ELSEWHERE = "#c3c3ca"
# of the colour of the controls: of those with the programme next door, and by weight
TOUCHING = "#d9c5a3"
# of the controls those that the headline does not compare
UNUSED = "#efe3d0"
WEIGHTS = ("#efe3d0", "#d9c5a3", "#c1a371", charts.CONTROL, "#63461c")
NO_WEIGHT = "#faf7f1"


def names(say: Words, comparison: str, *, is_open: bool) -> dict[str, str]:
    """The maps that there are for a comparison; weights are of the 4 alone, and internal."""
    found = {ARMS: say("trial_outcomes.map_arms"), COHORTS: say("trial_outcomes.map_cohorts")}
    if comparison == "trial" and not is_open:
        found[DONORS] = say("trial_outcomes.map_donors")
    return found


def map_view(trial: Trial, kind: str) -> maps.View:
    """What the map of a kind shows."""
    rows = trial.dongs
    if trial.selection.gu:
        rows = rows[rows["gu_code"] == trial.selection.gu]
    fills, legend = {ARMS: _arms, COHORTS: _cohorts, DONORS: _donors}[kind](trial, rows)
    return maps.View(
        fills=fills,
        tips=_tips(trial, rows, kind),
        gu_names=dict(trial.gu_names),
        legend=legend,
        notes=measured.notes(trial.say, trial.info),
        focus=trial.selection.gu,
        chosen=trial.selection.dong,
        playing=playing(trial, rows) if kind == COHORTS else None,
    )


def playing(trial: Trial, rows: pd.DataFrame) -> maps.Playing:
    """The roll-out month by month, for the player of the map."""
    say = trial.say
    return maps.Playing(
        frames=_frames(trial, rows, *trial.key, trial.selection.gu or ""),
        at=f"{trial.selection.month:%Y-%m}",
        play=say("player.play"),
        pause=say("player.pause"),
        month=say("player.month"),
    )


@kept(20, aside=2)
def _frames(trial: Trial, rows: pd.DataFrame, *key: str) -> str:
    """Who had joined by each month, as the map plays it."""
    months = data.months(trial.info)
    names = {f"{month:%Y-%m}": formats.month(month, trial.say.language) for month in months}
    painted = [cohorts_of(trial, rows, month) for month in months]
    codes = [str(code) for code in rows.index]
    return maps.frames_json(
        codes, names, [[([fills[code] for code in codes], legend) for fills, legend in painted]]
    )


def title(trial: Trial, kind: str) -> str:
    """What the map of a kind shows, in words."""
    say = trial.say
    if kind == DONORS:
        return say("trial_outcomes.title_donors", outcome=outcome_label(trial))
    if kind == COHORTS:
        month = formats.month(trial.selection.month, say.language)
        return say("trial_outcomes.title_cohorts", month=month, place=trial.scope_name)
    return say("trial_outcomes.title_arms", comparison=comparison_label(trial))


def weights(trial: Trial) -> pd.Series:
    """By dong_code, the weight of each control in the synthetic control (0-1); empty: none."""
    table = trial.of_outcome("trial_donors_by_dong")
    return table.set_index("dong_code")["donor_weight"].astype(float)


def outcome_label(trial: Trial) -> str:
    """The name of the chosen outcome."""
    return read.values("trial_outcome", trial.say.language)[trial.outcome]


def outcome_title(trial: Trial) -> str:
    """The name of the chosen outcome with the unit of its axis, where the name does not say it."""
    unit = words.axis_unit(trial.say, trial.outcome)
    return f"{outcome_label(trial)} ({unit})" if unit else outcome_label(trial)


def comparison_label(trial: Trial) -> str:
    """The name of the chosen comparison."""
    return read.values("comparison", trial.say.language)[trial.comparison]


def _arms(trial: Trial, rows: pd.DataFrame) -> tuple[dict[str, str], maps.Legend]:
    say = trial.say
    own = trial.compared.loc[rows.index]
    looks = {
        "treated": (charts.TREATED, say("trial_outcomes.treated")),
        "control": (charts.CONTROL, say("trial_outcomes.control")),
        "unused": (UNUSED, say("trial_outcomes.unused")),
        "elsewhere": (ELSEWHERE, say("trial_outcomes.elsewhere")),
    }
    planned = trial.planned
    first, last = (
        formats.short_month(month, say.language)
        for month in (planned.first_month, planned.last_month)
    )
    return _painted(say, own, looks, say("period.range", first=first, last=last))


def _cohorts(trial: Trial, rows: pd.DataFrame) -> tuple[dict[str, str], maps.Legend]:
    return cohorts_of(trial, rows, trial.selection.month)


def cohorts_of(trial: Trial, rows: pd.DataFrame, month: date) -> tuple[dict[str, str], maps.Legend]:
    """(fills, legend) of who had joined by a month, and who touches them."""
    say = trial.say
    has_joined = until(month, trial.dongs["cohort_month"])
    pairs = data.neighbours(trial.info)
    near = pairs.loc[pairs["dong_code"].isin(has_joined.index[has_joined]), "neighbour_code"]
    own = pd.Series("without", index=trial.dongs.index)
    own = own.mask(own.index.isin(near), "touching").mask(has_joined, trial.dongs["phase"])
    looks = phase_looks(trial)
    looks["without"] = (charts.CONTROL, say("trial_outcomes.without"))
    looks["touching"] = (TOUCHING, say("trial_outcomes.touching"))
    return _painted(say, own.loc[rows.index], looks, formats.short_month(month, say.language))


def phase_looks(trial: Trial) -> dict[str, tuple[str, str]]:
    """Colour and words of each phase."""
    phases = read.values("phase", trial.say.language)
    return {code: (PHASES[code], _phase_label(trial, code, name)) for code, name in phases.items()}


def _phase_label(trial: Trial, phase: str, name: str) -> str:
    """A phase with the months in which its Dongs joined; one that was the only one has no name."""
    name = name if trial.is_staggered else trial.say("trial_outcomes.with_programme")
    joined = trial.dongs.loc[trial.dongs["phase"] == phase, "cohort_month"].dropna()
    if joined.empty:
        return name
    say = trial.say
    ends = [formats.short_month(day.date(), say.language) for day in (joined.min(), joined.max())]
    if ends[0] == ends[1]:
        return say("trial_outcomes.phase_months", phase=name, months=ends[0])
    months = say("period.range", first=ends[0], last=ends[1])
    return say("trial_outcomes.phase_months", phase=name, months=months)


def _donors(trial: Trial, rows: pd.DataFrame) -> tuple[dict[str, str], maps.Legend]:
    say = trial.say
    own = trial.roles.loc[rows.index]
    weight = weights(trial)
    share = weight.reindex(rows.index).fillna(0.0) * 100
    breaks = classes.round_breaks(weight[weight > 0] * 100, is_whole=False)
    places = breaks.of(share.where(share > 0))
    picked = np.linspace(0, len(WEIGHTS) - 1, max(len(breaks), 1)).round().astype(int)
    looks = {"treated": (charts.TREATED, say("trial_outcomes.treated"))}
    for place in range(len(breaks)):
        low, high = breaks.bounds(place)
        label = say("trial_outcomes.weight", low=f"{low:g}", high=f"{high:g}")
        looks[f"weight{place}"] = (WEIGHTS[picked[place]], label)
    looks["unused"] = (NO_WEIGHT, say("trial_outcomes.no_weight"))
    looks["elsewhere"] = (ELSEWHERE, say("trial_outcomes.elsewhere"))
    kinds = [
        role if role != "control" else "unused" if place < 0 else f"weight{place}"
        for role, place in zip(own, places, strict=True)
    ]
    kind = pd.Series(kinds, index=rows.index, dtype=str)
    return _painted(say, kind, looks, say("trial_outcomes.map_donors"))


def _painted(
    say: Words, kinds: pd.Series, looks: Mapping[str, tuple[str, str]], heading: str
) -> tuple[dict[str, str], maps.Legend]:
    """(fills, legend of the kinds that occur, with their Dongs)."""
    counts = kinds.value_counts()
    lines = [
        maps.LegendRow(fill, label, say.amount("dong", int(counts[kind])))
        for kind, (fill, label) in looks.items()
        if kind in counts
    ]
    fills = {str(code): looks[kind][0] for code, kind in kinds.items()}
    return fills, maps.Legend(heading, tuple(lines))


def _tips(trial: Trial, rows: pd.DataFrame, kind: str) -> dict[str, tuple[str, ...]]:
    """The lines of each hover."""
    own = trial.roles if kind == DONORS else trial.compared
    weight = weights(trial) if kind == DONORS else pd.Series(dtype=float)
    return {
        str(row.Index): tuple(_lines(trial, row, kind, str(own[row.Index]), weight.get(row.Index)))
        for row in cast(Iterator[Any], rows.itertuples())
    }


def _lines(trial: Trial, row: Any, kind: str, role: str, weight: float | None) -> Iterator[str]:
    say = trial.say
    yield f"{row.name} · {row.other_name} ({row.gu_name})"
    yield joined_text(trial, row.cohort_month, row.phase)
    if kind != COHORTS:
        yield role_text(say, role)
    if weight is not None:
        yield say("trial_outcomes.tip_weight", n=f"{100 * float(weight):.1f}")


def joined_text(trial: Trial, month: Any, phase: Any) -> str:
    """When a Dong joined, and in which phase."""
    say = trial.say
    if pd.isna(month):
        return say("trial_outcomes.never_joined")
    return say(
        "trial_outcomes.joined",
        month=formats.month(month.date(), say.language),
        phase=read.values("phase", say.language)[phase],
    )


def role_text(say: Words, role: str) -> str:
    """What a Dong is in the comparison."""
    return {
        "treated": say("trial_outcomes.is_treated"),
        "control": say("trial_outcomes.is_control"),
        "unused": say("trial_outcomes.is_unused"),
        "elsewhere": say("trial_outcomes.is_elsewhere"),
    }[role]
