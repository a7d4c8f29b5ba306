"""Draw panels of households with a known need and a known chance of being found."""

from __future__ import annotations

from datetime import date

import numpy as np

from pipelines.risk.features import FEATURES, NAMES, NO_SIGNAL, Panel

MONTH = date(2017, 1, 1)


def values_of(**features: float) -> np.ndarray:
    """One row of the matrix; what is not said is the reference, which says nothing."""
    assert set(features) <= set(NAMES)
    return np.array([float(features.get(f.name, f.reference)) for f in FEATURES])


def random_values(rng: np.random.Generator, size: int) -> np.ndarray:
    """Households of which about a third have signs of crisis."""
    kinds = np.where(rng.random(size) < 0.35, rng.integers(1, 4, size), 0)
    has = kinds > 0
    arrears = np.where(has, rng.integers(0, 24, size), 0)
    columns = {
        "signal_kind_count": kinds,
        "signal_count": kinds + np.where(has, rng.integers(0, 3, size), 0),
        "cut_off_count": np.where(has & (rng.random(size) < 0.2), 1, 0),
        "arrears_month_max": arrears,
        "arrears_krw_sum": arrears * rng.integers(20_000, 90_000, size),
        "months_since_signal": np.where(has, rng.integers(1, 7, size), NO_SIGNAL),
        "prior_report_count": rng.poisson(0.3, size),
        "household_size": rng.integers(1, 6, size),
        "composition": rng.integers(0, 7, size),
    }
    return np.column_stack([columns[name] for name in NAMES]).astype(float)


def panel_of(
    values: np.ndarray,
    dong: np.ndarray,
    found: np.ndarray,
    *,
    dongs: tuple[str, ...] = ("2611000001", "2611000002"),
    month: date = MONTH,
    capacity: tuple[int, ...] | None = None,
    at_risk: np.ndarray | None = None,
    served: np.ndarray | None = None,
    tenure: np.ndarray | None = None,
) -> Panel:
    """A panel of these households; ids count from 1."""
    size = len(values)
    return Panel(
        month=month,
        household_id=np.arange(1, size + 1),
        dong=np.asarray(dong),
        dongs=dongs,
        gus=tuple(code[:5] for code in dongs),
        values=values,
        found_before=np.zeros(size),
        tenure=np.zeros(size, dtype=int) if tenure is None else tenure,
        is_at_risk=np.ones(size, dtype=bool) if at_risk is None else at_risk,
        is_found=np.asarray(found, dtype=bool),
        is_served=np.zeros(size, dtype=bool) if served is None else served,
        is_known=True,
        capacity=np.array(capacity or (10,) * len(dongs)),
    )


def need_of(values: np.ndarray) -> np.ndarray:
    """The probability of need that the draws follow."""
    sign = values[:, NAMES.index("signal_kind_count")]
    arrears = values[:, NAMES.index("arrears_month_max")]
    report = values[:, NAMES.index("prior_report_count")]
    return 1 / (1 + np.exp(3.5 - 0.8 * sign - 0.06 * arrears - 0.5 * report))
