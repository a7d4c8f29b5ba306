"""Published numbers of the staggered estimators, through our own functions.

mpdta and its reference output are of R's `did`; base_stagg is of R's `fixest`
(../shared/data/SOURCES.md).
"""

import numpy as np
import pandas as pd
import pytest

from pipelines.trial.others import imputation, sun_abraham, two_way
from pipelines.trial.panel import NEVER
from pipelines.trial.staggered import average, cohort_effects
from pipelines.trial.window import Window

SCENARIOS = {
    "mpdta_nev_dr": {"control_group": "never_treated", "method": "dr"},
    "mpdta_nyt_dr": {"control_group": "not_yet_treated", "method": "dr"},
    "mpdta_nev_reg_cov": {"control_group": "never_treated", "method": "reg", "covariates": True},
    "mpdta_nev_ipw": {"control_group": "never_treated", "method": "ipw"},
}


def window_of(rows: pd.DataFrame, unit: str, time: str, value: str, first: pd.Series) -> Window:
    wide = rows.pivot(index=unit, columns=time, values=value)
    years = wide.columns.to_numpy()
    begins = first.groupby(rows[unit]).first().reindex(wide.index).to_numpy()
    is_ours = (begins > 0) & (begins <= years[-1])
    starts = np.where(is_ours, begins - years[0], NEVER).astype(np.int64)
    size = len(wide)
    return Window(np.arange(size), ("",) * size, wide.to_numpy(float), np.ones(size), starts, 1, 0)


@pytest.fixture(scope="module")
def mpdta(shared_data):
    return pd.read_csv(shared_data / "golden" / "mpdta.csv")


@pytest.fixture(scope="module")
def cells(mpdta):
    window = window_of(mpdta, "countyreal", "year", "lemp", mpdta["first.treat"])
    size = mpdta.groupby("countyreal")["lpop"].first().to_numpy()[:, None]
    return {
        name: cohort_effects(
            window,
            control_group=how["control_group"],
            method=how["method"],
            covariates=size if how.get("covariates") else None,
        )
        for name, how in SCENARIOS.items()
    }


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_cell_of_mpdta(cells, shared_data, scenario) -> None:
    published = pd.read_csv(shared_data / "golden" / "ref_attgt.csv").set_index("scenario")
    rows = published.loc[[scenario]]
    ours = cells[scenario]
    years = zip(ours.cohorts + 2003, ours.periods + 2003, strict=True)
    at = {year: place for place, year in enumerate(years)}
    assert len(rows) == len(at) == 12
    for row in rows.itertuples():
        place = at[row.group, row.t]
        assert ours.att[place] == pytest.approx(row.att, abs=1e-9)
        assert ours.std_error[place] == pytest.approx(row.se, abs=1e-9)
        # the influence functions, on which all averages hang, say the same
        from_influence = np.sqrt((ours.influence[:, place] ** 2).mean() / len(ours.influence))
        assert from_influence == pytest.approx(row.se, abs=1e-9)


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("kind", ["simple", "group", "dynamic", "calendar"])
def test_every_average_of_mpdta(cells, shared_data, scenario, kind) -> None:
    published = pd.read_csv(shared_data / "golden" / "ref_aggte.csv")
    rows = published[(published["scenario"] == scenario) & (published["type"] == kind)]
    ours = average(cells[scenario], kind)
    assert ours.overall == pytest.approx(rows["overall_att"].iloc[0], abs=1e-9)
    assert ours.overall_error == pytest.approx(rows["overall_se"].iloc[0], abs=1e-9)
    if kind == "simple":
        return
    labels = ours.labels + (0 if kind == "dynamic" else 2003)
    assert list(labels) == list(rows["egt"])
    assert ours.att == pytest.approx(rows["att_egt"].to_numpy(), abs=1e-9)
    assert ours.std_error == pytest.approx(rows["se_egt"].to_numpy(), abs=1e-9)


@pytest.fixture(scope="module")
def staggered(shared_data):
    rows = pd.read_csv(shared_data / "golden" / "base_stagg.csv").sort_values(["id", "year"])
    first = rows["year_treated"].where(rows["year_treated"] <= 10, 0)
    return rows, window_of(rows, "id", "year", "y", first)


def test_sun_abraham_of_base_stagg(staggered) -> None:
    rows, window = staggered
    moving = rows["x1"].to_numpy().reshape(*window.values.shape, 1)
    att, error = sun_abraham(window, moving)
    assert att == pytest.approx(-1.133749, abs=1e-5)
    assert error == pytest.approx(0.205070, abs=1e-5)


def test_two_way_fixed_effects_are_least_squares_with_dummies(staggered) -> None:
    _, window = staggered
    count, periods = window.values.shape
    is_on = np.arange(periods)[None, :] >= window.starts[:, None]
    design = np.column_stack([
        is_on.ravel().astype(float),
        np.repeat(np.eye(count), periods, axis=0),
        np.tile(np.eye(periods)[:, 1:], (count, 1)),
    ])  # fmt: skip
    coefficients = np.linalg.lstsq(design, window.values.ravel(), rcond=None)[0]
    att, error = two_way(window)
    assert att == pytest.approx(coefficients[0], abs=1e-9)
    residuals = (window.values.ravel() - design @ coefficients).reshape(count, periods)
    bread = np.linalg.pinv(design.T @ design)
    scores = np.einsum("itk,it->ik", design.reshape(count, periods, -1), residuals)
    sandwich = bread @ scores.T @ scores @ bread
    size = count * periods
    correction = count / (count - 1) * (size - 1) / (size - 1 - periods)
    assert error == pytest.approx(np.sqrt(correction * sandwich[0, 0]), abs=1e-9)


def test_one_cohort_and_no_noise_give_every_estimator_the_effect() -> None:
    # 3 treated from the third period on, 3 never; Dong and period effects, effect 2
    starts = np.array([2, 2, 2, NEVER, NEVER, NEVER])
    values = np.arange(6.0)[:, None] + np.array([0.0, 1.0, 5.0, 3.0])
    values = values + 2.0 * (np.arange(4)[None, :] >= starts[:, None])
    window = Window(np.arange(6), ("a",) * 6, values, np.ones(6), starts, 1, 0)
    for estimate in (
        average(cohort_effects(window), "simple").overall,
        imputation(window)[0],
        two_way(window)[0],
        sun_abraham(window)[0],
    ):
        assert estimate == pytest.approx(2.0, abs=1e-9)
