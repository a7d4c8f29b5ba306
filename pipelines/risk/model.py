"""The probability that a household is at risk and reached by nobody, from what was known of it.

Labels exist only where somebody went, so that a model of the found predicts who gets found. If a
household in need is found with the propensity e, then found / e has the expectation of need itself
(Bekker, Robberts and Davis 2019, ECML PKDD, for labels of positives alone): found households weigh
1 / e in learning, and calibration takes found / e for the outcome. The propensity is that of the
overlap of lists: of a Dong's households in need, the share that is on any list.

Trees are gradient-boosted with monotone constraints; the scores are brought to frequencies by
isotonic regression on a later half-year than the one they were learnt from, and the households of a
Dong to its estimated number of unreached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipelines.errors import InputError
from pipelines.risk.features import DIRECTIONS, FEATURES, NAMES, Panel

SEED = 2014
FEWEST_FOUND = 50
"""Found households that learning, and calibration, want at least."""
FLOOR = 0.05  # of a propensity: one find never stands for more than twenty households


@dataclass(frozen=True)
class Examples:
    """Households with the same features, together.

    Attributes
    ----------
    values : (u, features), each row once.
    households : (u,) how many there are.
    needy : (u,) how many of them are at risk, as the found and their propensity say.
    """

    values: np.ndarray
    households: np.ndarray
    needy: np.ndarray


@dataclass(frozen=True)
class HouseholdModel:
    """A fitted model.

    Attributes
    ----------
    classifier : scikit-learn's HistGradientBoostingClassifier.
    calibration : isotonic regression from its log-odds to frequencies of need.
    found : households found, of learning and of calibration.
    """

    classifier: Any
    calibration: Any
    found: tuple[int, int]

    def order(self, values: np.ndarray) -> np.ndarray:
        """(n,) log-odds before calibration: they rank, and tell apart what calibration joins."""
        where, groups = distinct(values)
        with _one_thread():
            return np.asarray(self.classifier.decision_function(values[where])[groups])

    def probability(self, values: np.ndarray) -> np.ndarray:
        """(n,) probabilities of being at risk and unreached, before the Dong's count."""
        return self.calibrated(self.order(values))

    def calibrated(self, order: np.ndarray) -> np.ndarray:
        """The probabilities of households with these log-odds."""
        return np.asarray(self.calibration.predict(order))


def together(panel: Panel, propensity: np.ndarray) -> Examples:
    """The households of a panel by their features; `propensity` is (D,), in (0, 1]."""
    if not panel.is_known:
        raise InputError(
            f"Who is found from {panel.month:%Y-%m} on is not known yet; learn earlier."
        )
    where, groups = distinct(panel.values)
    weights = panel.is_found / np.maximum(propensity, FLOOR)[panel.dong]
    return Examples(
        values=panel.values[where],
        households=np.bincount(groups).astype(float),
        needy=np.bincount(groups, weights=weights),
    )


def distinct(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(a row of each kind, the kind of each row): rows that are equal are of a kind."""
    hashes = pd.util.hash_pandas_object(pd.DataFrame(values), index=False).to_numpy()
    _, where, groups = np.unique(hashes, return_index=True, return_inverse=True)
    return where, groups


def fit_households(
    learning: Sequence[Examples], calibrating: Examples, found: tuple[int, int], seed: int = SEED
) -> HouseholdModel:
    """Learn from some half-years, calibrate on a later one.

    Parameters
    ----------
    learning, calibrating : by `together`; the months of `calibrating` after those of `learning`.
    found : households found in them, weights apart.
    seed : of the learner; the same seed and examples give the same model.

    Raises
    ------
    InputError
        Fewer than FEWEST_FOUND found in either.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.isotonic import IsotonicRegression

    if min(found) < FEWEST_FOUND:
        raise InputError(
            f"{min(found)} households were found in a half-year to learn from, and a model wants "
            f"{FEWEST_FOUND}. Wait for more records, or take in those of a larger area."
        )
    values = np.concatenate([part.values for part in learning])
    needy = np.concatenate([part.needy for part in learning])
    households = np.concatenate([part.households for part in learning])
    # below zero where more need stands behind the found than there are such households
    others = np.maximum(households - needy, 0)
    classifier = HistGradientBoostingClassifier(
        monotonic_cst=DIRECTIONS,
        categorical_features=[NAMES.index("composition")],
        learning_rate=0.1,
        max_iter=80,
        max_leaf_nodes=8,
        # a row is a kind of household, however many there are: what holds a leaf back is weight
        min_samples_leaf=1,
        l2_regularization=20.0,
        early_stopping=False,
        random_state=seed,
    )
    with _one_thread():
        classifier.fit(
            np.concatenate([values, values]),
            np.repeat([1, 0], len(values)),
            sample_weight=np.concatenate([needy, others]),
        )
        order = classifier.decision_function(calibrating.values)
    isotonic = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip")
    isotonic.fit(
        order,
        calibrating.needy / calibrating.households,
        sample_weight=calibrating.households,
    )
    return HouseholdModel(classifier, isotonic, found)


@dataclass(frozen=True)
class Scaled:
    """Probabilities brought to counts.

    Attributes
    ----------
    probability : (n,) 0 to 1.
    is_capped : (D,) the Dong's count wants more than every scored household can carry.
    """

    probability: np.ndarray
    is_capped: np.ndarray


def scale_to_counts(probability: np.ndarray, dong: np.ndarray, counts: np.ndarray) -> Scaled:
    """Multiply the probabilities of each Dong so that they sum to its count, none above 1.

    Parameters
    ----------
    probability : (n,) 0 to 1.
    dong : (n,) place of the Dong in `counts`.
    counts : (D,) estimated households; NaN where there is no estimate: such Dongs get the factor
        of all others together.
    """
    sums = np.bincount(dong, weights=probability, minlength=len(counts))
    is_given = np.isfinite(counts)
    total = sums[is_given].sum()
    common = counts[is_given].sum() / total if total > 0 else 1.0
    scaled = np.minimum(probability * common, 1.0)
    is_capped = np.zeros(len(counts), dtype=bool)
    order = np.argsort(dong, kind="stable")
    for place, rows in enumerate(
        np.split(order, np.cumsum(np.bincount(dong, minlength=len(counts)))[:-1])
    ):
        if is_given[place] and len(rows):
            scaled[rows], is_capped[place] = _scaled(probability[rows], counts[place])
    return Scaled(scaled, is_capped)


def _scaled(probability: np.ndarray, count: float) -> tuple[np.ndarray, bool]:
    """The probabilities of one Dong times a factor, at most 1; whether that is not enough."""
    positive = probability > 0
    if count >= positive.sum():
        return positive.astype(float), bool(count > positive.sum())
    full = np.zeros(len(probability), dtype=bool)
    while True:
        factor = (count - full.sum()) / probability[~full].sum()
        over = ~full & (probability * factor > 1)
        if not over.any():
            return np.where(full, 1.0, probability * factor), False
        full |= over


def reasons(model: HouseholdModel, values: np.ndarray, most: int = 3) -> np.ndarray:
    """(n, most) places in FEATURES of what raises each score most, -1 where nothing more does.

    One feature at a time is set to its reference value, a household of which it says nothing, and
    the fall of the log-odds is what it adds. For monotone trees the fall is never below zero for a
    feature with a direction. Features that say alike (kinds and numbers of signs) share what they
    say: the falls need not sum to the score. What lowers a score is no reason: a list says why to
    go, never why not to.
    """
    where, groups = distinct(values)
    few = values[where]
    full = model.order(few)
    falls = np.empty((len(few), len(FEATURES)))
    for place, feature in enumerate(FEATURES):
        changed = few.copy()
        changed[:, place] = feature.reference
        falls[:, place] = full - model.order(changed)
    falls[np.isnan(few)] = 0  # what is not known is no reason
    strongest = np.argsort(-falls, axis=1, kind="stable")[:, :most]
    is_one = np.take_along_axis(falls, strongest, axis=1) > 1e-9
    return np.asarray(np.where(is_one, strongest, -1)[groups])


def _one_thread() -> Any:
    """One thread for the trees: rows are few, and threads that wait for others cost tenfold."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    return threadpool_limits(1, "openmp")


def reason_words(places: Sequence[int], values: Mapping[str, float], language: str) -> list[str]:
    """The reasons in words; `values` are the household's features by name."""
    return [
        FEATURES[place].words(values[FEATURES[place].name], language)
        for place in places
        if place >= 0
    ]
