"""The scores against a truth, and the fit beside a bare regression of the same histories."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipelines.bench.risk import score, time_fit
from pipelines.risk.monthly import estimate_month
from tests.risk.drawn import MONTHS, draw_inputs

# measured: 4 for 205 Dongs
MOST_TIMES_A_REGRESSION = 12


def test_a_fit_takes_a_few_times_a_bare_regression() -> None:
    fit, bare = time_fit(draw_inputs(), MONTHS[-1], np.arange(205) % 4)
    assert fit / bare < MOST_TIMES_A_REGRESSION


def test_a_score_counts_who_lies_inside() -> None:
    inputs = draw_inputs()
    each = replace(
        estimate_month(inputs, MONTHS[-1]),
        unreached=np.tile(np.linspace(10, 30, 101)[:, None], (1, 4)),  # 90 %: 11 to 29
        refusals=[None, None, None, "no_lists"],
        known_unreached=np.array([2.0, 2.0, 2.0, 0.0]),
    )
    truth = np.array([20.0, 25.0, 40.0, 0.0])
    found = score(inputs, each, truth, deprivation=np.arange(4.0))
    assert found.inside == pytest.approx(2 / 3)  # 40 is outside, the refused is left out
    assert found.error == pytest.approx((0 + 5 + 20) / 3)
    assert found.naive_error == pytest.approx((18 + 23 + 38) / 3)
    assert found.bias == pytest.approx(4 * 20 / 85 - 1)
    assert found.is_total_inside  # 44 to 116
    assert not found.is_audited
