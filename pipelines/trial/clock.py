"""The control clock: how many Dongs without the programme are left, and how near they are to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from pipelines.trial.panel import Panel

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Clock:
    """Counts of Dongs by month, (M) each.

    Attributes
    ----------
    treated, untreated : with and still without the programme.
    touching : of the untreated, those that border on a treated Dong.
    """

    months: tuple[date, ...]
    treated: Counts
    untreated: Counts
    touching: Counts


def touching_matrix(
    places: tuple[str, ...], pairs: Iterable[tuple[str, str]]
) -> npt.NDArray[np.bool_]:
    """(N, N) whether two Dongs border on each other, from pairs of codes, both ways round."""
    at = {place: number for number, place in enumerate(places)}
    found = np.zeros((len(places), len(places)), dtype=bool)
    for one, other in pairs:
        if one in at and other in at:
            found[at[one], at[other]] = found[at[other], at[one]] = True
    return found


def run_clock(panel: Panel, touches: npt.NDArray[np.bool_]) -> Clock:
    """The clock of a panel.

    Parameters
    ----------
    touches : (N, N) whether two Dongs of the panel border on each other.

    Examples
    --------
    Busan's roll-out: 153 Dongs are untreated through 2016, 13 from May 2017, none from 2018.
    """
    is_treated = panel.is_treated()
    near = (touches.astype(np.int64) @ is_treated.astype(np.int64)) > 0
    return Clock(
        months=panel.months,
        treated=is_treated.sum(axis=0),
        untreated=(~is_treated).sum(axis=0),
        touching=(near & ~is_treated).sum(axis=0),
    )


def ring(panel: Panel, touches: npt.NDArray[np.bool_], month: int) -> npt.NDArray[np.bool_]:
    """(N) the Dongs that border on one treated by `month` (an index) and are not treated."""
    is_treated = panel.is_treated()[:, month]
    return np.asarray(touches[:, is_treated].any(axis=1) & ~is_treated)
