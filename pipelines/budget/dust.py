"""Lines shared out anew where one of a Dong would change by next to nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipelines.budget.solving import Program, solve
from pipelines.budget.sources import Integers

_LIMIT_S = 1.0  # for all Dongs of a city; of a Gu it takes some hundredths of that


def dust_of(lines: Integers, least: int) -> int:
    """How many lines of Dongs (M, D) change by less than the smallest move."""
    return int(((lines != 0) & (np.abs(lines) < least)).sum())


def without_dust(amounts: Integers, change: Integers, least: int) -> Integers | None:
    """(M, D) of one pool in as few lines as can be, each by the smallest move; None: impossible.

    Parameters
    ----------
    amounts : (M, D) won of each line that may move; `change` : (D), whose sum is zero.
    least : won of the smallest move.

    Notes
    -----
    First, in coarse units, which lines of whom; then their won. A column stands in one row of a
    Dong and one of a line, so that the corners of the second programme are whole.
    """
    moving = np.flatnonzero(change)
    total, sign = np.abs(change[moving]), np.sign(change[moving])
    width = np.where(sign > 0, total, np.minimum(amounts[:, moving], total))
    unit = 10.0 ** max(len(str(int(total.max(initial=1)))) - 5, 0)
    program = _program(width / unit, total / unit, sign, least / unit)
    found = solve(program, time_limit_s=_LIMIT_S)
    if found.values is None:
        return None
    yes = np.rint(found.values[width.size :])
    exact = _program(width.astype(float), total.astype(float), sign, float(least))
    low = np.concatenate([np.minimum(least, width.ravel()) * yes, yes])
    high = np.concatenate([width.ravel() * yes, yes])
    nobody = np.zeros_like(exact.is_whole)
    found = solve(replace(exact, low=low, high=high, is_whole=nobody), time_limit_s=_LIMIT_S)
    if found.values is None:
        return None
    lines = np.zeros(amounts.shape, np.int64)
    sizes = np.rint(found.values[: width.size]).astype(np.int64).reshape(width.shape)
    lines[:, moving] = sign * sizes
    is_kept = not lines.sum(axis=1).any() and bool((lines.sum(axis=0) == change).all())
    return lines if is_kept and not dust_of(lines, least) else None


def _program(width: np.ndarray, total: np.ndarray, sign: np.ndarray, least: float) -> Program:
    """Columns: the size of each line of each Dong, then whether it changes at all."""
    from scipy.sparse import csr_array

    lines, dongs = width.shape
    size = width.size
    at, one = np.arange(size), np.ones(size)
    line, dong = np.divmod(at, dongs)
    below, above = dongs + lines + at, dongs + lines + size + at
    parts = (
        (dong, at, one),
        (dongs + line, at, sign[dong]),
        (below, at, one),
        (below, size + at, -width.ravel()),
        (above, at, one),
        (above, size + at, -least * one),
    )
    rows, columns, values = (np.concatenate(part) for part in zip(*parts, strict=True))
    none = np.zeros(lines)
    return Program(
        cost=np.concatenate([np.zeros(size), one]),
        low=np.zeros(2 * size),
        high=np.concatenate([width.ravel(), (width > 0).ravel()]).astype(float),
        is_whole=np.arange(2 * size) >= size,
        matrix=csr_array((values, (rows, columns)), shape=(dongs + lines + 2 * size, 2 * size)),
        row_low=np.concatenate([total, none, np.full(size, -np.inf), np.zeros(size)]),
        row_high=np.concatenate([total, none, np.zeros(size), np.full(size, np.inf)]),
    )
