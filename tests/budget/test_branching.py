"""The worst-off over draws with few moves, by branching: as high as HiGHS finds."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.budget import worst_off
from pipelines.budget.optimum import find_optimum
from pipelines.budget.worst_off import least_of
from tests.budget.test_pricing import limits_of, one_gu


# of twelve seeds the first has neither a limit on moves nor a smallest one: nothing to branch on
@pytest.mark.parametrize("seed", [seed for seed in range(18) if seed % 12])
def test_the_mean_of_the_least_is_as_high_as_highs_finds(seed, monkeypatch) -> None:
    asked = {
        "objective": "worst_off",
        "max_moves": (None, 3, 4, 6)[seed % 4],
        "minimum_move_krw": (0, 60_000, 400_000)[seed % 3],
        "max_loss_share": (0.1, 0.4, 1.0)[seed // 3 % 3],
        "max_gain_share": (None, 0.3)[seed // 2 % 2],
        "max_moved_krw": 4_000_000 if seed % 5 == 0 else None,
    }
    problem = one_gu(seed, 6 + seed % 8, **asked)
    limits = limits_of(problem)
    assert limits.is_counted
    branched = find_optimum(problem)
    monkeypatch.setattr(worst_off, "SMALL", 0)
    highs = find_optimum(problem)
    assert branched.state == highs.state == "optimal"
    worst = np.where(limits.high > 0, problem.draws, 0.0)
    mine, other, today = (
        least_of(worst, problem.base + change).mean()
        for change in (branched.change, highs.change, 0)
    )
    # HiGHS takes a yes of one part in a million for none
    assert mine == pytest.approx(other, abs=1e-4 * (other - today) + 1)
    assert mine >= other - 1
    moves = np.count_nonzero(branched.change)
    assert moves <= (asked["max_moves"] or moves)
