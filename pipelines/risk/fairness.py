"""Who is chosen, who is found and who is served, by kind of household and place.

Finding is not helping: a group may be found as often as others and served less. A group too small
to say anything of is said to be so, and its numbers are left out. Metrics by group: fairlearn
(Weerts and others 2023, JMLR 24).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from pipelines.risk.features import COMPOSITIONS, TENURES, Panel

SMALLEST_BASE = 30
"""Households of a group that a rate wants at least."""
MEASURES = ("selected", "found", "served")
GROUP_KINDS = ("composition", "tenure", "age_band", "gu")
NOT_STATED = "not_stated"
# the feeds know no ages; these kinds of household say it of themselves
_ELDERLY = ("single_elderly", "elderly_couple")


@dataclass(frozen=True)
class Rate:
    """A share with its 90 % interval (Wilson 1927), 0 to 1."""

    rate: float
    low: float
    high: float


@dataclass(frozen=True)
class GroupRate:
    """One measure of one group.

    Attributes
    ----------
    measure : selected (of the households that nobody reached, those on the list at capacity), found
        (of those at risk by the rule, those confirmed within the half-year) or served (of the
        found, those with a service within it).
    base : households that the share is of; None where `is_estimable` is False.
    rate : the share; `difference` : it minus that of everybody else of whom the trait is known,
        with the 90 % interval of Newcombe (1998), Statistics in Medicine 17, method 10.
    is_estimable : False for fewer than SMALLEST_BASE households, in the group or beside it, and
        where the trait is not known.
    """

    kind: str
    group: str
    measure: str
    base: int | None
    rate: Rate | None
    difference: Rate | None
    is_estimable: bool


def audit_groups(panel: Panel, chosen: np.ndarray) -> tuple[GroupRate, ...]:
    """All measures of all groups; `chosen` are places of the panel's households on the list."""
    is_chosen = np.zeros(len(panel.dong), dtype=bool)
    is_chosen[chosen] = True
    measured = {
        "selected": (np.ones(len(panel.dong), dtype=bool), is_chosen),
        "found": (panel.is_at_risk, panel.is_found),
        "served": (panel.is_found, panel.is_served),
    }
    return tuple(
        entry
        for kind, (groups, codes) in group_labels(panel).items()
        for measure in MEASURES
        for entry in rates_by_group(kind, measure, groups, codes, *measured[measure])
    )


def group_labels(panel: Panel) -> Mapping[str, tuple[np.ndarray, tuple[str, ...]]]:
    """By kind of group: (n,) the code of each household, and all codes that may occur."""
    known = (*COMPOSITIONS, NOT_STATED)
    place = np.nan_to_num(panel.column("composition"), nan=len(COMPOSITIONS)).astype(int)
    composition = np.array(known)[place]
    tenure = np.array((*TENURES, NOT_STATED))[panel.tenure]  # -1 is the last
    age = np.where(np.isin(composition, _ELDERLY), "65_over", NOT_STATED)
    return {
        "composition": (composition, known),
        "tenure": (tenure, (*TENURES, NOT_STATED)),
        "age_band": (age, ("65_over", NOT_STATED)),
        "gu": (np.array(panel.gus)[panel.dong], tuple(sorted(set(panel.gus)))),
    }


def rates_by_group(
    kind: str,
    measure: str,
    groups: np.ndarray,
    codes: tuple[str, ...],
    is_base: np.ndarray,
    is_hit: np.ndarray,
) -> list[GroupRate]:
    """One measure by group: hits among the households of the base, in the order of `codes`."""
    sizes, shares = _shares(kind, groups[is_base], is_hit[is_base])
    entries = dict.fromkeys(codes, GroupRate(kind, "", measure, None, None, None, False))
    # of everybody else those of whom the trait is unknown say nothing; but the feeds tell the ages
    # of the elderly alone, and there everybody else is exactly those not stated
    known = [code for code in sizes if kind == "age_band" or code != NOT_STATED]
    total = sum(sizes[code] for code in known)
    hits = sum(sizes[code] * shares[code] for code in known)
    for code in set(known) - {NOT_STATED}:
        size, share, rest = sizes[code], shares[code], total - sizes[code]
        if min(size, rest) < SMALLEST_BASE:
            continue
        own, other = wilson(share, size), wilson((hits - share * size) / rest, rest)
        entries[code] = GroupRate(kind, code, measure, size, own, difference(own, other), True)
    return [
        entry if entry.is_estimable else GroupRate(kind, code, measure, None, None, None, False)
        for code, entry in entries.items()
    ]


def _shares(
    kind: str, groups: np.ndarray, is_hit: np.ndarray
) -> tuple[dict[str, int], dict[str, float]]:
    """(households, share of hits) by group; fairlearn is given equal households once, weighted."""
    from fairlearn.metrics import MetricFrame, selection_rate  # type: ignore[import-untyped]

    if not len(groups):
        return {}, {}
    names, places = np.unique(groups, return_inverse=True)
    households = np.bincount(places * 2 + is_hit, minlength=2 * len(names))
    hits = np.tile([0, 1], len(names))
    frame = MetricFrame(
        metrics=selection_rate,
        y_true=hits,
        y_pred=hits,
        sensitive_features=pd.Series(np.repeat(names, 2), name=kind),
        sample_params={"sample_weight": households},
    )
    sizes = households.reshape(-1, 2).sum(axis=1)
    return (
        dict(zip(names.tolist(), sizes.tolist(), strict=True)),
        {str(name): float(share) for name, share in frame.by_group.items()},
    )


def wilson(share: float, size: int, level: float = 0.9) -> Rate:
    """The share with its score interval; `size` at least 1."""
    z = norm.ppf(0.5 + level / 2)
    share = float(np.clip(share, 0, 1))
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * np.sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    return Rate(share, max(0.0, float(middle - half)), min(1.0, float(middle + half)))


def difference(one: Rate, other: Rate) -> Rate:
    """One share minus the other, both with score intervals, with the interval of that."""
    gap = one.rate - other.rate
    below = np.hypot(one.rate - one.low, other.high - other.rate)
    above = np.hypot(one.high - one.rate, other.rate - other.low)
    return Rate(gap, float(gap - below), float(gap + above))
