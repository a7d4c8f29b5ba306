"""Inference with few treated Dongs: who else might have been chosen, and what chance gives then.

A cluster-robust t with 4 treated of 205 rejects 17 % of true nulls at 5 % (methods.md). Here the
change of each Dong, after less before, is compared instead; what would have come of other choices
is worked out for all of them at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from pipelines.trial.panel import Array
from pipelines.trial.refusing import RefusedError
from pipelines.trial.window import Window

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ChanceTest:
    """An effect held against what chance gives.

    Attributes
    ----------
    att, std_error : the effect; the error as studentised, or the spread of the chance effects.
    ci_low, ci_high : interval of the level asked for.
    p_value : two-sided; the observed choice counts among those of chance.
    mde : smallest effect found eight times in ten at 5 %.
    statistic : observed.
    chance : (P) statistics of chance, the observed one among them where it is a permutation.
    """

    att: float
    std_error: float
    ci_low: float
    ci_high: float
    p_value: float
    mde: float
    statistic: float
    chance: Array


_ROUNDS = 50
POWER = 0.8416212335729143  # of 80 %, the normal quantile


def changes(window: Window) -> Array:
    """(n) of each Dong: its mean from the start on less its mean before; of one start alone.

    Raises RefusedError where the treated start at different times.
    """
    start = start_of(window)
    return np.asarray(window.values[:, start:].mean(axis=1) - window.values[:, :start].mean(axis=1))


def start_of(window: Window) -> int:
    """The first treated period of all treated Dongs; RefusedError where they differ."""
    starts = np.unique(window.starts[window.treated])
    if len(starts) != 1:
        raise RefusedError("unsettled", "difference of changes (several starts)")
    return int(starts[0])


def assignments(
    treated: Flags, gus: Sequence[str] | None, draws: int, seed: int
) -> npt.NDArray[np.int64]:
    """(P, k) other choices of as many Dongs; the one that was made comes first.

    Parameters
    ----------
    treated : (n) of the Dongs among which the choice was made.
    gus : (n) no two chosen in one Gu, as far as the real choice kept to it; None: any.
    draws : every choice where there are no more than ten times as many, else this many at random.

    Raises RefusedError where hardly any choice at random keeps to the Gu.
    """
    count, size = len(treated), int(treated.sum())
    observed = np.flatnonzero(treated)
    codes = np.unique(gus if gus is not None else range(count), return_inverse=True)[1]
    if len(set(codes[observed])) < size:  # the rule was not kept to
        codes = np.arange(count)
    if comb(count, size) <= 10 * draws:
        every = np.array(list(combinations(range(count), size)), dtype=np.int64)
        found = every[_apart(codes[every])]
        return np.vstack([observed, found[(found != observed).any(axis=1)]])
    random = np.random.default_rng(seed)
    parts: list[npt.NDArray[np.int64]] = []
    for _ in range(_ROUNDS):
        keys = random.random((draws, count))
        drawn = np.argpartition(keys, size - 1, axis=1)[:, :size]
        parts.append(drawn[_apart(codes[drawn])])
        if sum(map(len, parts)) >= draws:
            return np.vstack([observed, np.vstack(parts)[:draws]])
    raise RefusedError("unsettled", "choices of as many Dongs in different Gu")


def permute(change: Array, chosen: npt.NDArray[np.int64], *, level: float = 0.9) -> ChanceTest:
    """The studentised permutation test of a difference of mean changes.

    Parameters
    ----------
    change : (n) of the Dongs among which the choice was made.
    chosen : (P, k) from `assignments`, the real one first.

    Notes
    -----
    The statistic is the difference over its heteroskedastic error (Welch): exact where Dongs are
    exchangeable, and near its level where treated and control Dongs vary differently (Janssen
    1997, doi:10.1016/S0167-7152(97)00043-6; Chung and Romano 2013, doi:10.1214/13-AOS1090).
    """
    effects, errors = _welch(change, chosen)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = np.where(errors > 0, effects / errors, np.sign(effects) * np.inf)
    chance = np.nan_to_num(chance, nan=0.0, posinf=1e12, neginf=-1e12)
    distance = np.abs(chance)
    att, error = float(effects[0]), float(errors[0])
    width = float(np.quantile(distance, level, method="higher")) * error
    return ChanceTest(
        att=att,
        std_error=error,
        ci_low=att - width,
        ci_high=att + width,
        p_value=float((distance >= distance[0] * (1 - 1e-9)).mean()),
        mde=(float(np.quantile(distance, 0.95, method="higher")) + POWER) * error,
        statistic=float(chance[0]),
        chance=chance,
    )


def _welch(change: Array, chosen: npt.NDArray[np.int64]) -> tuple[Array, Array]:
    """(P) differences of means of chosen and others, and their errors, by sums alone."""
    count, size = len(change), chosen.shape[1]
    centred = change - change.mean()
    own = centred[chosen]
    first, second = own.sum(axis=1), (own**2).sum(axis=1)
    rest, squares = centred.sum() - first, (centred**2).sum() - second
    others = count - size
    mine = np.maximum(second - first**2 / size, 0) / (size - 1)
    theirs = np.maximum(squares - rest**2 / others, 0) / (others - 1)
    return first / size - rest / others, np.sqrt(mine / size + theirs / others)


def _apart(codes: npt.NDArray[np.int64]) -> Flags:
    """(P) whether the codes of a row all differ."""
    ordered = np.sort(codes, axis=1)
    return np.asarray((ordered[:, 1:] != ordered[:, :-1]).all(axis=1))
