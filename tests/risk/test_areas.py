"""Fay-Herriot, held to R's sae on its milk data, and to the two ends of shrinking."""

import numpy as np
import pandas as pd
import pytest

from pipelines.errors import InputError
from pipelines.risk.areas import fay_herriot


def test_milk_as_in_r(shared_data):
    milk = pd.read_csv(shared_data / "golden" / "milk_reference_R_sae.csv")
    majors = [(milk["MajorArea"] == area).astype(float) for area in (2, 3, 4)]
    found = fay_herriot(milk["yi"], milk["SD"] ** 2, np.column_stack([np.ones(43), *majors]))
    assert found.estimates == pytest.approx(milk["eblup_REML"], abs=1e-5)
    assert found.mean_squared_errors == pytest.approx(milk["mse_REML"], rel=1e-5)


def test_nothing_left_to_explain_leaves_the_mean():
    found = fay_herriot(np.array([1.0, 1.1, 0.9, 1.0]), np.full(4, 5.0), np.ones((4, 1)))
    assert found.variance == 0
    assert found.estimates == pytest.approx(np.full(4, 1.0))


def test_sure_figures_stay_as_they_are():
    direct = np.array([1.0, 5.0, 9.0, 30.0])
    found = fay_herriot(direct, np.full(4, 1e-6), np.ones((4, 1)))
    assert found.estimates == pytest.approx(direct, abs=1e-5)


def test_bad_input_is_a_sentence():
    with pytest.raises(InputError, match="not positive"):
        fay_herriot(np.ones(3), np.array([1.0, 0.0, 1.0]), np.ones((3, 1)))
    with pytest.raises(InputError, match="say the same thing twice"):
        fay_herriot(np.ones(4), np.ones(4), np.ones((4, 2)))
    with pytest.raises(InputError, match="same areas"):
        fay_herriot(np.ones(4), np.ones(3), np.ones((4, 1)))
