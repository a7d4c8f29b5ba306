"""Whether the household model finds more than simpler orders do, and whether its numbers hold.

Learnt from the past, held against the half-year that follows, several times. Who was found is all
that a half-year shows, so precision is a lower bound of the share in need, and recall is of those
whom anybody found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from pipelines.risk.features import COMPOSITIONS, Panel
from pipelines.risk.model import FLOOR, SEED, HouseholdModel

BINS = 10
RANKINGS = ("model", "points_rule", "found_before", "random")
POINTS = {
    "cut_off": 3,  # any cut-off of power, water or gas
    "kind": 1,  # each kind of sign, to at most three
    "arrears_3": 2,  # three months in arrears or more
    "arrears_6": 1,  # six or more: another
    "report": 1,  # anybody ever reported it
    "composition": 1,  # alone and elderly, one parent, or grandparents with a child
}
_POINT_COMPOSITIONS = ("single_elderly", "single_parent", "grandparent_child")


@dataclass(frozen=True)
class Ranked:
    """What one order of the households found at the capacity of each Dong's visits.

    Attributes
    ----------
    method : one of RANKINGS.
    selected : households chosen, over all Dongs.
    found : of these, confirmed within the half-year; where equals are drawn by lot, what all draws
        give on average, so that no lot decides which order is the better.
    found_by_anyone : confirmed within the half-year among all households.
    capacity_share : chosen / all households that nobody reached.
    roc_auc : of the order over the whole city, against being found.
    """

    method: str
    selected: int
    found: float
    found_by_anyone: int
    capacity_share: float
    roc_auc: float

    @property
    def precision(self) -> float:
        """Found / chosen; NaN where nobody was chosen."""
        return self.found / self.selected if self.selected else float("nan")

    @property
    def recall(self) -> float:
        """Found among the chosen / found by anyone; NaN where nobody was found."""
        return self.found / self.found_by_anyone if self.found_by_anyone else float("nan")


@dataclass(frozen=True)
class Calibration:
    """Predicted and observed frequencies, by tenths of the households in order of their score.

    Attributes
    ----------
    predicted, observed : (bins,) mean probability; mean of found / propensity.
    households : (bins,) in each; the bins are not empty.
    """

    predicted: np.ndarray
    observed: np.ndarray
    households: np.ndarray

    @property
    def expected_error(self) -> float:
        """The expected calibration error: |predicted - observed|, weighted by households."""
        return float(np.average(np.abs(self.predicted - self.observed), weights=self.households))


@dataclass(frozen=True)
class Split:
    """One split in time: what was learnt before `month`, held against what came from it on."""

    month: date
    ranked: tuple[Ranked, ...]
    calibration: Calibration

    def of(self, method: str) -> Ranked:
        """The result of one order."""
        return next(entry for entry in self.ranked if entry.method == method)


def validate(model: HouseholdModel, panel: Panel, propensity: np.ndarray) -> Split:
    """Hold a model that knows nothing from `panel.month` on against what came then.

    Parameters
    ----------
    model : learnt and calibrated on earlier months alone.
    panel : of a month whose horizon lies within the data.
    propensity : (D,) of the panel's Dongs.
    """
    from sklearn.metrics import roc_auc_score

    order = model.order(panel.values)
    scores = rankings(panel, order)
    is_both = 0 < panel.is_found.sum() < len(panel.is_found)
    ranked = []
    for method in RANKINGS:
        selected, found = expected_at_capacity(scores[method], panel)
        ranked.append(
            Ranked(
                method=method,
                selected=selected,
                found=found,
                found_by_anyone=int(panel.is_found.sum()),
                capacity_share=selected / len(panel.dong),
                roc_auc=float(roc_auc_score(panel.is_found, scores[method])) if is_both else np.nan,
            )
        )
    needy = panel.is_found / np.maximum(propensity, FLOOR)[panel.dong]
    return Split(panel.month, tuple(ranked), calibration(model.calibrated(order), needy, order))


def rankings(panel: Panel, order: np.ndarray) -> Mapping[str, np.ndarray]:
    """The score of every household by each of RANKINGS; `order` is the model's."""
    return {
        "model": order,
        "points_rule": points(panel),
        "found_before": panel.found_before,
        "random": np.zeros(len(panel.dong)),
    }


def points(panel: Panel) -> np.ndarray:
    """(n,) points of a rule that a Dong office can work out by hand (POINTS)."""
    arrears = panel.column("arrears_month_max")
    listed = [COMPOSITIONS.index(code) for code in _POINT_COMPOSITIONS]
    return np.asarray(
        POINTS["cut_off"] * (panel.column("cut_off_count") > 0)
        + POINTS["kind"] * np.minimum(panel.column("signal_kind_count"), 3)
        + POINTS["arrears_3"] * (arrears >= 3)
        + POINTS["arrears_6"] * (arrears >= 6)
        + POINTS["report"] * (panel.column("prior_report_count") > 0)
        + POINTS["composition"] * np.isin(panel.column("composition"), listed)
    )


def at_capacity(score: np.ndarray, panel: Panel, *, seed: int = SEED) -> np.ndarray:
    """Places of the households with the highest scores, each Dong as many as it visits in a month.

    Equals are drawn by lot; the lots come from the seed and the month.
    """
    lots = np.random.default_rng([seed, panel.month.year, panel.month.month]).random(len(score))
    order = np.lexsort((lots, -score, panel.dong))
    dong = panel.dong[order]
    rank = np.arange(len(dong)) - np.searchsorted(dong, np.arange(len(panel.dongs)))[dong]
    return np.asarray(order[rank < panel.capacity[dong]])


def expected_at_capacity(score: np.ndarray, panel: Panel) -> tuple[int, float]:
    """How many `at_capacity` chooses, and how many of them are found, on average over all lots.

    Of equals of whom only some are chosen, each is chosen as often as any other. So the result does
    not hang on the order of the rows, which is that of the pseudonyms.
    """
    order = np.lexsort((-score, panel.dong))
    dong, sorted_score = panel.dong[order], score[order]
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = (np.diff(dong) != 0) | (np.diff(sorted_score) != 0)
    starts = np.flatnonzero(is_first)
    if not len(starts):
        return 0, 0.0
    sizes = np.diff(np.append(starts, len(order)))
    finds = np.add.reduceat(panel.is_found[order].astype(float), starts)
    before = starts - np.searchsorted(dong, dong[starts])
    chosen = np.clip(panel.capacity[dong[starts]] - before, 0, sizes)
    return int(chosen.sum()), float((finds * chosen / sizes).sum())


def calibration(
    predicted: np.ndarray, observed: np.ndarray, order: np.ndarray | None = None, bins: int = BINS
) -> Calibration:
    """Predicted against observed by `bins` groups of equal size, in order of score.

    `order` breaks the ties of `predicted`. Source of the error: Naeini, Cooper and Hauskrecht
    (2015), AAAI, with bins of equal numbers instead of equal widths: nearly all households have a
    low score, and one wide bin would hide them.
    """
    by_score = np.lexsort((predicted if order is None else order, predicted))
    parts = [part for part in np.array_split(by_score, bins) if len(part)]
    return Calibration(
        predicted=np.array([predicted[part].mean() for part in parts]),
        observed=np.array([observed[part].mean() for part in parts]),
        households=np.array([len(part) for part in parts]),
    )
