"""What several lists of one place say about those on none: the classical estimates.

They stand beside the estimate of the model (`pipelines.risk.unreached`) to show how far the answer
moves with what one assumes. All of them assume a closed population and perfect linking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.stats import chi2

from pipelines.risk.histories import CaptureCounts, list_pairs, seen_histories

Pair = tuple[int, int]

# Chan, Silverman and Vincent's threshold for taking a pair of lists into the model
STEPWISE_THRESHOLD = 0.02
_CEILING = 40.0  # of a linear predictor: e^40 households are infinity


@dataclass(frozen=True)
class ListEstimate:
    """An estimate of one place from its lists.

    Attributes
    ----------
    method : naive, independence, stepwise, chao or chapman.
    unseen : households on no list; None where there is no estimate.
    pairs : the dependent pairs of lists in the model, by their places.
    reason : why there is no estimate, as one word: no_lists, one_list, no_overlap; else None.
    is_lower_bound : the truth is at least this, unless lists avoid each other's households.
    """

    method: str
    known: float
    unseen: float | None
    pairs: tuple[Pair, ...] = ()
    reason: str | None = None
    is_lower_bound: bool = False

    @property
    def total(self) -> float | None:
        """Households known and unseen."""
        return None if self.unseen is None else self.known + self.unseen


@dataclass(frozen=True)
class _Fit:
    """A fitted log-linear model: the log of the expected unseen, and the deviance."""

    log_unseen: float
    deviance: float


def naive(counts: CaptureCounts) -> ListEstimate:
    """Nobody is missed: what an office assumes that counts only whom it knows."""
    return ListEstimate("naive", float(counts.counts.sum()), 0.0)


def independence(counts: CaptureCounts) -> ListEstimate:
    """The log-linear model without dependence between lists (main effects only)."""
    return _from_model("independence", counts, ())


def stepwise(counts: CaptureCounts, threshold: float = STEPWISE_THRESHOLD) -> ListEstimate:
    """Forward selection of dependent pairs, for tables in which many cells are empty.

    Starts from independence and takes in, one after the other, the pair of lists that improves the
    fit most, while the likelihood-ratio test of one degree of freedom stays below `threshold`. A
    pair that shares no household has its parameter at minus infinity: its cells are left out.
    A model whose estimate does not exist is not considered.

    Source: Chan, Silverman and Vincent (2021), Multiple systems estimation for sparse capture
    data, JASA (arXiv 1902.05156).
    """
    taken: tuple[Pair, ...] = ()
    refusal = _why_not(counts, ())
    if refusal:
        return ListEstimate("stepwise", _known(counts), None, reason=refusal)
    fit = _fitted(counts, ())
    while True:
        candidates = [
            (chi2.sf(max(fit.deviance - further.deviance, 0.0), 1), pair, further)
            for pair in list_pairs(len(counts.lists))
            if pair not in taken and _why_not(counts, (*taken, pair)) is None
            for further in [_fitted(counts, (*taken, pair))]
        ]
        best = min(candidates, default=None, key=lambda entry: (entry[0], entry[1]))
        if best is None or best[0] >= threshold:
            unseen = float(np.exp(fit.log_unseen))
            return ListEstimate("stepwise", _known(counts), unseen, taken)
        _, pair, fit = best
        taken = (*taken, pair)


def chao(counts: CaptureCounts) -> ListEstimate:
    """Chao's lower bound for lists that see unequally much.

    Independence, fitted to the households on one or two lists alone: those on more say most about
    the easily seen. Where households differ in how easily they are seen, the truth is higher.

    Source: Chao (1987), Biometrics 43; Rivest and Baillargeon (2007), Biometrics 63, for lists.
    """
    few = seen_histories(len(counts.lists)).sum(axis=1) <= 2
    low = CaptureCounts(counts.places, counts.lists, np.where(few, counts.counts, 0))
    reason = _why_not(low, (), cells=few)
    if reason:
        return ListEstimate("chao", _known(counts), None, reason=reason, is_lower_bound=True)
    unseen = float(np.exp(_fitted(low, (), cells=few).log_unseen))
    return ListEstimate("chao", _known(counts), unseen, is_lower_bound=True)


def chapman(counts: CaptureCounts, first: int = 0, second: int = 1) -> ListEstimate:
    """Chapman's estimate from two of the lists alone: (n1 + 1)(n2 + 1)/(m + 1) - 1.

    `known` counts those on either of the two. Source: Chapman (1951).
    """
    histories = seen_histories(len(counts.lists))
    table = counts.counts.sum(axis=0)
    on_first, on_second = histories[:, first] == 1, histories[:, second] == 1
    n_first, n_second = table[on_first].sum(), table[on_second].sum()
    both = table[on_first & on_second].sum()
    known = float(n_first + n_second - both)
    if not n_first or not n_second:
        return ListEstimate("chapman", known, None, reason="one_list" if known else "no_lists")
    total = (n_first + 1) * (n_second + 1) / (both + 1) - 1
    return ListEstimate("chapman", known, float(total - known))


def with_odds_ratio(counts: CaptureCounts, odds_ratio: float) -> ListEstimate:
    """The independence estimate, moved to where being missed by all lists hangs together.

    The unseen are `odds_ratio` times what independence says: with two lists that is exactly the
    odds ratio between them, with more it is that of the never-seen cell against the model. The
    lists cannot tell it (Bishop, Fienberg and Holland 1975, ch. 6): it is there to be moved.
    """
    start = independence(counts)
    unseen = None if start.unseen is None else start.unseen * odds_ratio
    return ListEstimate("odds_ratio", start.known, unseen, reason=start.reason)


def estimate_exists(
    counts: CaptureCounts, pairs: Sequence[Pair] = (), *, cells: np.ndarray | None = None
) -> bool:
    """Whether the model's maximum-likelihood estimate exists and says how many are unseen.

    A linear programme on the design: the estimate does not exist where a direction of the
    parameters leaves every filled cell as it is, raises none and lowers some empty cell.
    `cells` says which histories take part (default: all).
    Source: Fienberg and Rinaldo (2012), Annals of Statistics 40.
    """
    design, table = _design(counts, pairs, cells)
    empty = table == 0
    width = design.shape[1]
    if not (~empty).any() or np.linalg.matrix_rank(design) < width:
        return False
    # filled cells of full rank hold every direction, and nothing is left for the programme
    if not empty.any() or np.linalg.matrix_rank(design[~empty]) == width:
        return True
    found = linprog(
        design[empty].sum(axis=0),
        A_ub=design[empty],
        b_ub=np.zeros(empty.sum()),
        A_eq=design[~empty],
        b_eq=np.zeros((~empty).sum()),
        bounds=(-1, 1),
        method="highs",
    )
    return bool(found.fun > -1e-9)


def _from_model(method: str, counts: CaptureCounts, pairs: tuple[Pair, ...]) -> ListEstimate:
    reason = _why_not(counts, pairs)
    if reason:
        return ListEstimate(method, _known(counts), None, pairs, reason)
    unseen = float(np.exp(_fitted(counts, pairs).log_unseen))
    return ListEstimate(method, _known(counts), unseen, pairs)


def _why_not(
    counts: CaptureCounts, pairs: Sequence[Pair], cells: np.ndarray | None = None
) -> str | None:
    """Why the model has no estimate, or None."""
    table = counts.counts.sum(axis=0)
    if not table.sum():
        return "no_lists"
    filled = (seen_histories(len(counts.lists)).T @ table) > 0
    if filled.sum() < 2:
        return "one_list"
    return None if estimate_exists(counts, pairs, cells=cells) else "no_overlap"


def _known(counts: CaptureCounts) -> float:
    return float(counts.counts.sum())


def _design(
    counts: CaptureCounts, pairs: Sequence[Pair], cells: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """(design, counts) of the cells in the model; the first column is the constant.

    Lists without a household and pairs without a shared one are at minus infinity: their cells and
    columns are left out.
    """
    histories = seen_histories(len(counts.lists))
    table = counts.counts.sum(axis=0)
    keep = np.ones(len(table), dtype=bool) if cells is None else cells.copy()
    columns = [np.ones(len(table))]
    terms = [(place, place) for place in range(len(counts.lists))] + list(pairs)
    for first, second in terms:
        column = histories[:, first] * histories[:, second]
        if table[column > 0].sum():
            columns.append(column)
        else:
            keep &= column == 0
    return np.column_stack(columns)[keep], table[keep]


def _fitted(counts: CaptureCounts, pairs: Sequence[Pair], cells: np.ndarray | None = None) -> _Fit:
    """Poisson regression by iterated weighted least squares; the estimate must exist.

    `cells` says which histories take part (default: all).
    """
    design, table = _design(counts, pairs, cells)
    eta = np.log(table + 0.1)
    before = np.inf
    for _ in range(200):
        mu = np.exp(eta)
        weighted = design * mu[:, None]
        working = eta + (table - mu) / mu
        beta = np.linalg.solve(design.T @ weighted, weighted.T @ working)
        eta = np.clip(design @ beta, -_CEILING, _CEILING)
        mu = np.exp(eta)
        filled = table > 0
        deviance = 2 * float(
            (table[filled] * np.log(table[filled] / mu[filled])).sum() - (table - mu).sum()
        )
        if abs(before - deviance) < 1e-12 * (1 + abs(deviance)):
            break
        before = deviance
    return _Fit(float(beta[0]), deviance)
