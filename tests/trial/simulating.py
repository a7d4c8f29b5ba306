"""Made-up panels with a known truth, small and many; and a light city in the shape of Busan's."""

from datetime import date

import numpy as np

from pipelines.trial.panel import NEVER, Panel
from pipelines.trial.window import Window
from tests.trial.drawing import draw_panel


def noise(draws: np.random.Generator, shape: tuple[int, ...], memory: float = 0.3) -> np.ndarray:
    """Noise whose periods (the last axis) remember the one before."""
    rows = draws.normal(size=shape)
    for period in range(1, shape[-1]):
        rows[..., period] = (
            memory * rows[..., period - 1] + np.sqrt(1 - memory**2) * rows[..., period]
        )
    return rows


def sizes_with(which: str, count: int, treated: int, draws: np.random.Generator) -> np.ndarray:
    """(count) households, the treated first: `equal` any, `small` or `large` of the extremes."""
    sizes = np.sort(np.exp(draws.normal(8.3, 0.6, count)))
    if which == "large":
        sizes = sizes[::-1]
    step = min(3, (count - 1) // treated)  # every third, where there are so many
    chosen = step * np.arange(treated) if which != "equal" else draws.choice(count, treated, False)
    rest = np.setdiff1d(np.arange(count), chosen)
    return sizes[np.concatenate([chosen, rest])]


def null_values(
    which: str, count: int, treated: int, periods: int, seed: int, panels: int = 1000
) -> tuple[np.ndarray, np.ndarray]:
    """Many of what `null_panel` draws, without levels: (panels, count, periods) and the sizes.

    Levels of Dongs and periods fall out of every estimator, so that they are left at zero.
    """
    draws = np.random.default_rng([seed, count, treated])
    sizes = np.array([sizes_with(which, count, treated, draws) for _ in range(panels)])
    spread = np.sqrt(0.2 + 2.4 * sizes.min(axis=1, keepdims=True) / sizes)
    rows = noise(draws, (panels, count, periods))
    return rows if which == "equal" else spread[:, :, None] * rows, sizes


def null_panel(which: str, count: int, treated: int, periods: int, start: int, seed: int) -> Window:
    """Dong and period effects and noise, nothing else; the treated are the first Dongs.

    `equal`: every Dong varies alike; else the variance falls with size, and the treated are small
    or large.
    """
    draws = np.random.default_rng([seed, count])
    sizes = sizes_with(which, count, treated, draws)
    spread = np.ones(count) if which == "equal" else np.sqrt(0.2 + 2.4 * sizes.min() / sizes)
    values = (
        draws.normal(size=(count, 1))
        + draws.normal(size=periods)
        + spread[:, None] * noise(draws, (count, periods))
    )
    starts = np.where(np.arange(count) < treated, start, NEVER)
    gus = tuple(f"{dong % 16}" for dong in range(count))
    return Window(
        np.arange(count), gus, values, sizes, starts, 1, 0, begins=start, ends=periods - 1
    )


def light_city(seed: int, *, effect: float = 1.0) -> tuple[Panel, np.ndarray]:
    """205 Dongs in 16 Gu over 60 months from July 2012, and the planted effect on finds.

    4 neediest Dongs of four Gu join in month 24, 48 in month 45; finds are Poisson and rise by
    `effect` times 150 % (trial) and 80 % along a ramp. Returns the panel and (205, 60) the expected
    effect on finds per 1,000 households.
    """
    draws = np.random.default_rng([seed, 205])
    count, months = 205, 60
    gus = [f"26{dong % 16:03d}" for dong in range(count)]
    need = draws.normal(0, 0.35, count)
    homes = np.round(np.exp(draws.normal(8.6, 0.45, count)))
    starts: list[int | None] = [None] * count
    eager = np.argsort(-need)
    taken: set[str] = set()
    for dong in eager:
        if len(taken) < 4 and gus[dong] not in taken:
            starts[dong] = 24
            taken.add(gus[dong])
    waiting = [
        dong for dong in np.argsort(-(need + draws.normal(0, 0.6, count))) if not starts[dong]
    ]
    for dong in waiting[:48]:
        starts[dong] = 45
    joined = np.array([NEVER if start is None else start for start in starts])
    since = np.arange(months)[None, :] - joined[:, None] + 1
    ramp = np.array([0.0, 0.55, 0.8, 1.0])[np.clip(since, 0, 3)]
    base = 0.6 * np.exp(0.3 * need)[:, None] * (1 + 0.1 * np.arange(months) / months)
    growth = np.where(joined == 24, 1.5, 0.8)[:, None] * effect * ramp
    shock = np.exp(draws.normal(0, 0.08, (count, months)))
    rate = base * shock * (1 + growth)
    size = np.repeat(homes[:, None], months, axis=1)
    at_risk = draws.binomial(size.astype(int), np.clip(0.06 * np.exp(need), 0, 0.4)[:, None])
    panel = draw_panel(
        starts, months,
        {
            "household_count": size,
            "newly_found_count": draws.poisson(rate * size / 1000),
            "at_risk_count": at_risk,
        },
        first=date(2012, 7, 1), gus=gus,
        phases=[{24: "trial", 45: "selected"}.get(start) for start in starts],
    )  # fmt: skip
    return panel, base * growth
