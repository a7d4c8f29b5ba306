"""Synthetic DiD: diff-diff's weights and effect, a donor that is a copy, and error rates."""

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipelines.trial.synthetic import synthetic_did
from tests.trial.simulating import null_panel


def test_weights_and_effect_are_those_of_diff_diff() -> None:
    import diff_diff

    window = null_panel("equal", 40, 4, 12, 8, 5)
    ours = synthetic_did(window, 99, 1, steps=2000)
    count, periods = window.values.shape
    rows = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(count), periods),
            "time": np.tile(np.arange(periods), count),
            "y": window.values.ravel(),
            "d": np.repeat(window.treated.astype(int), periods),
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = diff_diff.SyntheticDiD(variance_method="placebo", n_bootstrap=2, seed=1).fit(
            rows, outcome="y", treatment="d", unit="unit", time="time", post_periods=[8, 9, 10, 11]
        )
    # theirs stops its search earlier and drops weights under a quarter of the largest
    assert ours.test.att == pytest.approx(theirs.att, abs=0.03)
    weights = theirs.get_unit_weights_df().set_index("unit")["weight"]
    assert np.abs(ours.weights - weights.reindex(range(count)).fillna(0)).max() < 0.01
    assert ours.period_weights == pytest.approx(
        np.array(list(theirs.time_weights.values())), abs=0.01
    )
    assert ours.weights.sum() == pytest.approx(1.0)
    assert ours.weights[window.treated].sum() == 0
    assert (ours.weights >= 0).all()


def test_controls_that_move_as_the_treated_do_get_the_weight() -> None:
    ours, plain = [], []
    for seed in range(10):
        window = null_panel("equal", 30, 2, 12, 8, seed)
        values = window.values.copy()
        values[:12] += 0.8 * np.arange(12)  # the treated and ten of the controls
        values[:2, 8:] += 3.0
        found = synthetic_did(replace(window, values=values), 99, 1)
        assert found.weights[2:12].sum() > 0.6  # ten of 28 controls
        change = values[:, 8:].mean(axis=1) - values[:, :8].mean(axis=1)
        ours.append(found.test.att)
        plain.append(change[:2].mean() - change[2:].mean())
    # most of what the trend adds to the plain difference is gone
    assert abs(np.mean(ours) - 3) < 0.25 * (np.mean(plain) - 3)


def test_every_control_is_a_placebo_of_the_others() -> None:
    """A control put in the place of the three treated has the effect that was its placebo."""
    window = null_panel("equal", 60, 3, 9, 6, 2)
    found = synthetic_did(window, 99, 1, steps=500)
    assert len(found.placebos) == 57
    for place in (5, 41):
        values = window.values.copy()
        values[:3] = values[place]
        alone = replace(window, values=values).take(np.arange(60) != place)
        # the weights of the periods are those of 56 controls, not of 57
        own = synthetic_did(alone, 99, 1, steps=500).test.att
        assert found.placebos[place - 3] == pytest.approx(own, abs=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("which", ["equal", "small", "large"])
def test_with_no_effect_five_in_a_hundred_are_rejected(which: str) -> None:
    """1,000 panels of 120 Dongs, 4 treated."""
    rejected = sum(
        synthetic_did(null_panel(which, 120, 4, 7, 4, seed), 999, seed, steps=10).test.p_value
        <= 0.05
        for seed in range(1000)
    )
    assert 30 <= rejected <= 70
