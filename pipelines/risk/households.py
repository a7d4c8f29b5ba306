"""Scores of all households that nobody reaches, with reasons; and how far they can be trusted.

`estimate_households` reads the panels of the past half-years, learns, validates on several splits
in time, and scores the month after the records end. Aggregates go into the part `households` of
the estimates; the scores into one Parquet file of mode 600 beside it, which nothing publishes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from pipelines import atomic, storing
from pipelines.errors import InputError, NotBuiltError
from pipelines.progress import SILENT, Advance, Progress
from pipelines.risk.fairness import GroupRate, audit_groups
from pipelines.risk.features import HORIZON_MONTHS, NAMES, Panel, Reader, open_panels, shifted
from pipelines.risk.household_tables import tables_of
from pipelines.risk.model import (
    Examples,
    HouseholdModel,
    fit_households,
    reasons,
    scale_to_counts,
    together,
)
from pipelines.risk.propensity import Propensity, read_propensity
from pipelines.risk.validation import Split, at_capacity, validate
from pipelines.settings import Settings

PART = "households"
_CODE = ("features", "model", "propensity", "validation", "fairness", "household_tables",
         "households")  # fmt: skip
SPLITS = 4
LEARNING = 4
"""Half-years to learn from, before the one to calibrate on."""


@dataclass(frozen=True)
class HouseholdsReport:
    """What was estimated.

    Attributes
    ----------
    month : the one that was scored, after the last of the records.
    households : scored; `capped_dongs` of whose Dongs want more than every household can carry.
    splits : by month, the latest last; empty where `was_current`.
    was_current : the estimates were there already and stand.
    """

    build_id: str
    month: date
    households: int
    capped_dongs: tuple[str, ...]
    splits: tuple[Split, ...]
    was_current: bool


def estimate_households(
    settings: Settings, deployment: str, *, progress: Progress = SILENT
) -> HouseholdsReport:
    """Learn, validate, score and store; nothing is done where all that decides it is unchanged.

    Parameters
    ----------
    settings, deployment : which warehouse; its count by Dong must have been estimated.
    progress : told one unit for each half-year.

    Raises
    ------
    NotBuiltError
        No warehouse, or no estimate of the unreached for it.
    InputError
        Too few months or found households to learn from.
    LockedError
        Another run is writing this deployment (as is a caller that holds the lock itself).
    """
    with open_panels(settings, deployment) as reader, atomic.lock(settings, deployment):
        key = _key(settings, deployment, reader)
        path = scores_file(settings, deployment)
        month = shifted(reader.last_month, 1)
        if storing.is_current(settings, deployment, PART, key) and path.exists():
            rows = len(pd.read_parquet(path, columns=["dong_code"]))
            return HouseholdsReport(reader.build_id, month, rows, (), (), True)
        propensity = read_propensity(settings, deployment, reader)
        months = _half_years(reader)
        with progress.stage("households", len(months), "half-years") as advance:
            learnt = _learn(reader, propensity, months, advance)
            model = _model_of(month, learnt.examples, learnt.found)
            if model is None:
                raise InputError(
                    f"{deployment} has {len(learnt.examples)} half-years of records, and the "
                    f"household model wants {2 + 1}: take in earlier records."
                )
            panel = reader.read(month)
            targets = _targets(settings, deployment, reader)
            scores, capped = _scored(model, panel, targets)
            advance(1)
        write_private_parquet(scores, path)
        storing.store(
            settings,
            deployment,
            part=PART,
            build_id=reader.build_id,
            key=key,
            tables=tables_of(learnt.splits, learnt.fairness),
        )
        splits = tuple(learnt.splits)
        return HouseholdsReport(reader.build_id, month, len(scores), capped, splits, False)


@dataclass(frozen=True)
class _Learnt:
    """What the past half-years gave: examples and finds by month, the splits, the last's audit."""

    examples: dict[date, Examples]
    found: dict[date, int]
    splits: list[Split]
    fairness: tuple[GroupRate, ...]


def _learn(reader: Reader, propensity: Propensity, months: list[date], advance: Advance) -> _Learnt:
    """Read every half-year but the one to score; validate on the last of them as they come."""
    splits: list[Split] = []
    examples: dict[date, Examples] = {}
    found: dict[date, int] = {}
    fairness: tuple[GroupRate, ...] = ()
    for when in months[:-1]:
        panel = reader.read(when)
        # as of the end of the half-year in which they were found: past for every model
        # that learns from it
        rates = propensity.at(shifted(when, HORIZON_MONTHS))
        is_split = when in months[-SPLITS - 1 :]
        if is_split and (model := _model_of(when, examples, found)):
            splits.append(validate(model, panel, rates))
            if when == months[-2]:
                chosen = at_capacity(model.order(panel.values), panel)
                fairness = audit_groups(panel, chosen)
        examples[when] = together(panel, rates)
        found[when] = int(panel.is_found.sum())
        advance(1)
    return _Learnt(examples, found, splits, fairness)


def scores_file(settings: Settings, deployment: str) -> Path:
    """Where the scores of single households lie, for the machine's own user alone.

    One row a household that nobody reaches: household_id, dong_code, month, score (0-1, those of a
    Dong sum to its estimated unreached), score_order (log-odds, breaks ties), is_capped,
    reason_1 to reason_3 (places in FEATURES, -1: none), and the features by name.
    """
    return settings.warehouse(deployment) / "estimates" / "household_scores.parquet"


def write_private_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Write a file of rows of persons, mode 600 from its first byte, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    with _private(partial) as name:
        frame.to_parquet(name, index=False)
    atomic.replace(partial, path)


@contextmanager
def _private(path: Path) -> Iterator[Path]:
    """An empty file that only its owner may read, to be written to."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    path.chmod(0o600)
    yield path


def _key(settings: Settings, deployment: str, reader: Reader) -> str:
    """Over all that decides the part: the build, the count by Dong, and this code."""
    unreached = storing.stored(settings, deployment, "unreached")
    if unreached is None or unreached.build_id != reader.build_id:
        raise NotBuiltError(
            f"{deployment} has no estimate of the unreached by Dong for build {reader.build_id}, "
            f"and household scores are brought to it. Run `dabokdong estimate -d {deployment}`."
        )
    digest = hashlib.sha256(f"{reader.build_id} {unreached.key}".encode())
    here = Path(__file__).parent
    for name in _CODE:
        digest.update((here / f"{name}.py").read_bytes())
    digest.update((here / "sql" / "household_panel.sql").read_bytes())
    return digest.hexdigest()[:16]


def _half_years(reader: Reader) -> list[date]:
    """The months that panels are read of, the one to score last; none is looked at twice over."""
    last = shifted(reader.last_month, 1)
    months = [shifted(last, -HORIZON_MONTHS * back) for back in range(SPLITS + LEARNING + 2)]
    return [month for month in reversed(months) if month > reader.first_month]


def _model_of(
    month: date, examples: Mapping[date, Examples], found: Mapping[date, int]
) -> HouseholdModel | None:
    """The model that knows nothing from the month on; None where too little came before.

    It is calibrated on the half-year that ends with the month before, and learnt on earlier ones.
    """
    past = [when for when in examples if when < month]
    if len(past) < 3:
        return None
    *earlier, latest = past
    earlier = earlier[-LEARNING:]
    return fit_households(
        [examples[when] for when in earlier],
        examples[latest],
        (sum(found[when] for when in earlier), found[latest]),
    )


def _targets(settings: Settings, deployment: str, reader: Reader) -> np.ndarray:
    """(D,) estimated unreached households of the last month; NaN where refused."""
    table = storing.read_table(settings, deployment, "unreached_by_dong_month")
    last = table[table["month"] == pd.Timestamp(reader.last_month)]
    counts = last.set_index("dong_code")["expected_unreached_count"]
    return np.asarray(counts.reindex(list(reader.dongs)).to_numpy(dtype=float, na_value=np.nan))


def _scored(
    model: HouseholdModel, panel: Panel, targets: np.ndarray
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """(the scores as `scores_file` has them, the Dongs that are capped)."""
    order = model.order(panel.values)
    scaled = scale_to_counts(model.calibrated(order), panel.dong, targets)
    strongest = reasons(model, panel.values)
    frame = pd.DataFrame(
        {
            "household_id": panel.household_id,
            "dong_code": np.array(panel.dongs, dtype=object)[panel.dong],
            "month": panel.month,
            "score": scaled.probability,
            "score_order": order,
            "is_capped": scaled.is_capped[panel.dong],
            **{f"reason_{n + 1}": strongest[:, n].astype(np.int8) for n in range(3)},
            **{name: panel.column(name) for name in NAMES},
        }
    )
    capped = np.flatnonzero(scaled.is_capped)
    return frame, tuple(panel.dongs[place] for place in capped)
