"""A Dong office's list of households to visit: the highest scores, and some drawn at random.

Labels exist only where somebody went. A share of the visits therefore goes to households whatever
their score: it costs a few finds and shows what the score does not know. The list holds pseudonyms,
lies in a folder that its owner alone may open, and every list is written into an access log first.
"""

from __future__ import annotations

import csv
import io
import os
import pwd
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipelines import atomic, storing
from pipelines.engine import connect
from pipelines.errors import InputError, NotBuiltError
from pipelines.risk.features import NAMES, month_index
from pipelines.risk.households import PART, scores_file
from pipelines.risk.model import SEED, reason_words
from pipelines.settings import Settings

EXPLORE_PERCENT = 10
BANDS = ((0.5, "very_high"), (0.2, "high"), (0.05, "middle"), (0.0, "low"))
"""The score from which a band begins: a list says how sure it is, not a third digit."""
LOG_FIELDS = (
    "logged_at",
    "user",
    "deployment",
    "build_id",
    "dong_code",
    "month",
    "listed_count",
    "explored_count",
    "file",
)


@dataclass(frozen=True)
class VisitList:
    """Households to visit in a month, in the order in which they stand on the list.

    Attributes
    ----------
    rows : DataFrame with `position` (from 1), `household` (pseudonym as text: `H-` and 15 hex
        digits of household_id), `band` (one of BANDS; null for those drawn at random, of whom the
        list must not say what to expect), `is_explored` (drawn at random whatever the score),
        `draw_probability` (of being drawn; null for the others) and `reason_1` to `reason_3` in
        words (null where there is none).
    build_id : of the scores.
    """

    deployment: str
    dong_code: str
    month: date
    build_id: str
    rows: pd.DataFrame

    @property
    def explored(self) -> int:
        """Households drawn at random."""
        return int(self.rows["is_explored"].sum())


def list_visits(
    settings: Settings,
    deployment: str,
    dong_code: str,
    *,
    capacity: int,
    explore_percent: int = EXPLORE_PERCENT,
    language: str = "ko",
) -> VisitList:
    """The list of one Dong for the month after the records end.

    Raises
    ------
    InputError
        A capacity below 1, a share outside of 0 to 100, a Dong outside the deployment or without a
        household that nobody reaches.
    NotBuiltError
        No warehouse, no scores, or scores of another build.
    """
    if capacity < 1:
        raise InputError(f"A capacity of {capacity} visits lists nobody; give 1 or more.")
    if not 0 <= explore_percent <= 100:
        raise InputError(f"{explore_percent} % of the visits cannot be drawn; give 0 to 100.")
    build_id = _require_scores(settings, deployment, dong_code)
    path = scores_file(settings, deployment)
    scores = pd.read_parquet(path, filters=[("dong_code", "==", dong_code)])
    if scores.empty:
        raise InputError(
            f"Dong {dong_code} has no registered household that nobody reaches, so there is nobody "
            f"to list. Check that its register was taken in."
        )
    month = pd.Timestamp(scores["month"].iloc[0]).date()
    rows = choose(scores, month, dong_code, capacity, explore_percent, language)
    return VisitList(deployment, dong_code, month, build_id, rows)


def choose(
    scores: pd.DataFrame,
    month: date,
    dong_code: str,
    capacity: int,
    explore_percent: int = EXPLORE_PERCENT,
    language: str = "ko",
) -> pd.DataFrame:
    """The rows of a list (see VisitList) from the scores of one Dong (see `scores_file`).

    Equals stand by lot, and those drawn at random are drawn evenly from everybody whom the scores
    do not list; both by a seed of the month and the Dong, so that the same month gives the same
    list.
    """
    rng = np.random.default_rng([SEED, month_index(month), int(dong_code)])
    scores = scores.sort_values("household_id", ignore_index=True)
    lots = rng.random(len(scores))
    order = np.lexsort((lots, -scores["score_order"], -scores["score"]))
    size = min(capacity, len(scores))
    explored = min(round(size * explore_percent / 100), size)
    first, rest = order[: size - explored], order[size - explored :]
    drawn = rng.choice(rest, size=explored, replace=False) if explored else rest[:0]
    chosen = scores.iloc[np.concatenate([first, drawn])].reset_index(drop=True)
    is_explored = np.arange(size) >= len(first)
    # of those drawn at random the list must not say what to expect
    words = [
        [None] * 3 if drawn else _reasons(row, language)
        for drawn, row in zip(is_explored, chosen.to_dict("records"), strict=True)
    ]
    bands = [next(name for low, name in BANDS if score >= low) for score in chosen["score"]]
    return pd.DataFrame(
        {
            "position": np.arange(1, size + 1),
            "household": [f"H-{number:015x}" for number in chosen["household_id"]],
            "band": pd.Series(bands, dtype=object).where(~is_explored, None),
            "is_explored": is_explored,
            "draw_probability": np.where(is_explored, explored / max(len(rest), 1), np.nan),
            **{
                f"reason_{n + 1}": pd.Series([entry[n] for entry in words], dtype=object)
                for n in range(3)
            },
        }
    )


def write_list(
    settings: Settings,
    visits: VisitList,
    content: bytes,
    *,
    logged_at: datetime,
    replace: bool = False,
) -> Path:
    """Log the list, then put its file (mode 600, folder 700) in place; returns where it lies.

    Raises InputError where there is a list of the Dong and month already and `replace` is False.
    """
    folder = visits_folder(settings, visits.deployment)
    path = folder / f"visits_{visits.dong_code}_{visits.month:%Y-%m}.csv"
    with atomic.lock(settings, visits.deployment):
        if path.exists() and not replace:
            raise InputError(
                f"{path} is there already, and somebody may have written into it. Move it away, or "
                f"replace it with --replace."
            )
        atomic.make_private(folder)
        _log(folder / "access_log.csv", visits, path.name, logged_at)
        atomic.write_text(path, content.decode("utf-8"), mode=0o600)
    return path


def visits_folder(settings: Settings, deployment: str) -> Path:
    """Where lists and their access log lie: beside the warehouse, never in what is published."""
    return settings.warehouse(deployment) / "visits"


def _require_scores(settings: Settings, deployment: str, dong_code: str) -> str:
    """The build of the scores; refuses a Dong that the warehouse does not have."""
    warehouse = settings.warehouse(deployment) / "warehouse.duckdb"
    settings.deployment(deployment)
    if not warehouse.exists():
        raise NotBuiltError(
            f"{deployment} has no warehouse at {warehouse}. Run `dabokdong run -d {deployment}`."
        )
    with connect(settings, warehouse, read_only=True) as connection:
        ((build_id,),) = connection.execute("select build_id from reference.build").fetchall()
        dongs = connection.execute("select dong_code from reference.dongs").fetchall()
    if (dong_code,) not in dongs:
        raise InputError(
            f"{dong_code!r} is none of the {len(dongs)} Dongs of {deployment}. Give the 10-digit "
            f"code of one of them, such as {min(dongs)[0]}."
        )
    found = storing.stored(settings, deployment, PART)
    path = scores_file(settings, deployment)
    if found is None or found.build_id != build_id or not path.exists():
        raise NotBuiltError(
            f"{deployment} has no household scores of build {build_id}. "
            f"Run `dabokdong estimate -d {deployment}`."
        )
    return str(build_id)


def _reasons(row: Mapping[Hashable, Any], language: str) -> list[str | None]:
    """Up to three reasons in words, filled up with None."""
    values = {name: float(row[name]) for name in NAMES}
    places = [int(row[f"reason_{n + 1}"]) for n in range(3)]
    words: list[str | None] = list(reason_words(places, values, language))
    return words + [None] * (3 - len(words))


def _log(path: Path, visits: VisitList, file: str, logged_at: datetime) -> None:
    """Append who listed how many of which Dong, and never whom."""
    entry = {
        "logged_at": logged_at.isoformat(timespec="seconds"),
        "user": _user(),
        "deployment": visits.deployment,
        "build_id": visits.build_id,
        "dong_code": visits.dong_code,
        "month": f"{visits.month:%Y-%m}",
        "listed_count": len(visits.rows),
        "explored_count": visits.explored,
        "file": file,
    }
    out = io.StringIO()
    writer = csv.DictWriter(out, LOG_FIELDS, lineterminator="\n")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as log:
        if not log.tell():
            writer.writeheader()
        writer.writerow(entry)
        log.write(out.getvalue())  # one write, so that two runs do not mix their lines
        log.flush()
        os.fsync(log.fileno())


def _user() -> str:
    """The system's name of who runs this, whatever the environment says."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())
