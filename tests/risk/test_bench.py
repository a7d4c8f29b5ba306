"""The scores against a truth, and the fit beside a bare regression of the same histories."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipelines.bench.other_audits import over_audits
from pipelines.bench.risk import score, time_fit
from pipelines.risk.audit import Audit
from pipelines.risk.monthly import estimate_month
from tests.risk.drawn import MONTHS, draw_inputs

# measured: 4 to 5, for 205 Dongs and for 3,500
MOST_TIMES_A_REGRESSION = 12


@pytest.mark.parametrize("dongs", [205, pytest.param(3500, marks=pytest.mark.slow)])
def test_a_fit_takes_a_few_times_a_bare_regression(dongs: int) -> None:
    fit, bare = time_fit(draw_inputs(), MONTHS[-1], np.arange(dongs) % 4)
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


@pytest.mark.parametrize("times", [1, 3])
def test_under_other_audits_the_estimate_follows_the_truth(times: int) -> None:
    # large audits, so that they and not the prior decide
    everywhere = Audit(np.full(4, 600.0), *np.zeros((2, 4)))
    inputs = replace(draw_inputs(), audits={MONTHS[1]: everywhere})
    unlisted = inputs.unlisted[:, inputs.months.index(MONTHS[1])]
    truth = times * (unlisted + 4) + 1.15 * inputs.known_unreached(MONTHS[1])
    found = over_audits(inputs, MONTHS[1], truth, count=12)
    assert len(found.inside) == 12
    assert abs(found.bias.mean()) < 0.15
    assert found.inside.mean() > 0.8
    assert found.is_total_inside.sum() >= 9
    assert "2018-05 under 12 other audits" in str(found)
