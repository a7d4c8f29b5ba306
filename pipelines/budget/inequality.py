"""How unequally money lies beside need: Theil T, Gini, Lorenz curve, distance of shares.

Every measure weighs a place by its need and looks at its budget per need. Where all needs are
alike they are the plain, unweighted measures of the budgets.

References
----------
Theil, H. (1967), Economics and Information Theory. North-Holland. Conceicao, P. and Ferreira, P.
(2000), The Young Person's Guide to the Theil Index, UTIP Working Paper 14. Lerman, R. and
Yitzhaki, S. (1989), Improving the accuracy of estimates of Gini coefficients, Journal of
Econometrics 42: the weighted Gini.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.errors import InputError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Theil:
    """Theil T and its exact parts; arrays over the draws of need, or plain numbers in arrays of ().

    Attributes
    ----------
    total, between, within : (...); total = between + within.
    by_group : (..., G) Theil T within each group, groups in sorted order; NaN for a group without
        need or budget.
    groups : (G) their names.
    """

    total: Floats
    between: Floats
    within: Floats
    by_group: Floats
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Lorenz:
    """The curve from (0, 0) to (1, 1): shares of need and of budget, the worst-off first.

    Attributes
    ----------
    need_share, budget_share : (P + 1) cumulative.
    order : (P) which place each step is.
    """

    need_share: Floats
    budget_share: Floats
    order: npt.NDArray[np.int64]


def theil(budget: npt.ArrayLike, need: npt.ArrayLike, groups: npt.ArrayLike) -> Theil:
    """Theil T of budget per need, weighted by need, and its parts between and within groups.

    Places without need are left out: their budget per need is no number.

    Parameters
    ----------
    budget : (P) or (..., P) from 0 up.
    need : (P) or (..., P) from 0 up; leading dimensions are draws.
    groups : (P) the group of each place.

    Raises
    ------
    InputError
        A negative or missing number.

    Examples
    --------
    >>> parts = theil([30.0, 10.0, 20.0], [1, 1, 1], ["a", "a", "b"])
    >>> round(float(parts.total), 4) == round(float(parts.between + parts.within), 4)
    True
    """
    money, weight = _checked(budget, need)
    names, member = np.unique(np.asarray(groups), return_inverse=True)
    money = np.where(weight > 0, money, 0.0)
    share, base = _shares(money), _shares(weight)
    belongs = np.eye(len(names))[member]
    group_share, group_base = share @ belongs, base @ belongs
    between = _entropy(group_share, group_base).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        inner = _entropy(share / group_share[..., member], base / group_base[..., member])
        each = np.where(
            (group_share > 0) & (group_base > 0), np.nan_to_num(inner) @ belongs, np.nan
        )
    within = np.nansum(group_share * each, axis=-1)
    return Theil(between + within, between, within, each, tuple(map(str, names)))


def gini(budget: npt.ArrayLike, need: npt.ArrayLike) -> Floats:
    """(...) Gini coefficient of budget per need, weighted by need; 0 where nothing is to share.

    Parameters as those of `theil`. It is twice the area between the Lorenz curve and the diagonal.

    Examples
    --------
    >>> float(gini([0.0, 1.0], [1, 1]))
    0.5
    """
    money, weight = _checked(budget, need)
    order = np.argsort(_ratio(money, weight), axis=-1, kind="stable")
    share = np.take_along_axis(_shares(money), order, axis=-1)
    base = np.take_along_axis(_shares(weight), order, axis=-1)
    curve = np.cumsum(share, axis=-1)
    area = (base * (2 * curve - share)).sum(axis=-1)
    return np.where(share.sum(axis=-1) > 0, base.sum(axis=-1) - area, 0.0)


def lorenz(budget: npt.ArrayLike, need: npt.ArrayLike) -> Lorenz:
    """The Lorenz curve of budget over need; parameters as those of `theil`, without draws."""
    money, weight = _checked(budget, need)
    order = np.argsort(_ratio(money, weight), kind="stable")
    start = np.zeros(1)
    return Lorenz(
        np.concatenate([start, np.cumsum(_shares(weight)[order])]),
        np.concatenate([start, np.cumsum(_shares(money)[order])]),
        order,
    )


def share_distance(budget: npt.ArrayLike, need: npt.ArrayLike) -> Floats:
    """(...) half the sum of |budget share - need share|: the share of money in the wrong place.

    This is the Hoover index of budget per need, weighted by need; parameters as those of `theil`.
    """
    money, weight = _checked(budget, need)
    if not (np.any(money > 0) and np.any(weight > 0)):
        return np.zeros(weight.shape[:-1])
    return np.asarray(np.abs(_shares(money) - _shares(weight)).sum(axis=-1) / 2)


def _checked(budget: npt.ArrayLike, need: npt.ArrayLike) -> tuple[Floats, Floats]:
    money, weight = np.broadcast_arrays(np.asarray(budget, float), np.asarray(need, float))
    if not (np.all(money >= 0) and np.all(weight >= 0)):
        raise InputError("Budgets and needs must be known and not negative; leave the others out.")
    return money, weight


def _shares(values: Floats) -> Floats:
    """Of the sum over the last dimension; zeros where that is zero."""
    total = values.sum(axis=-1, keepdims=True)
    return np.divide(values, total, out=np.zeros(values.shape), where=total > 0)


def _ratio(money: Floats, weight: Floats) -> Floats:
    """Budget per need; a place with neither comes first, one without need last."""
    return np.divide(money, weight, out=np.where(money > 0, np.inf, 0.0), where=weight > 0)


def _entropy(share: Any, base: Any) -> Floats:
    """Share x log(share / base), 0 where there is no share."""
    held = (share > 0) & (base > 0)
    ratio = np.divide(share, base, out=np.ones(np.shape(share)), where=held)
    return np.where(held, share * np.log(ratio), 0.0)
