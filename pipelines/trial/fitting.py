"""Windows as diff-diff wants them, and its own result of the cohort effects."""

from __future__ import annotations

import warnings
from typing import Any, Literal

import numpy as np
import pandas as pd

from pipelines.trial.panel import Array
from pipelines.trial.refusing import RefusedError
from pipelines.trial.window import Window


def fit_cohorts(
    window: Window,
    *,
    covariates: Array | None = None,
    control_group: Literal["not_yet_treated", "never_treated"] = "not_yet_treated",
    method: Literal["dr", "reg", "ipw"] = "dr",
    base: Literal["varying", "universal"] = "varying",
) -> Any:
    """diff-diff's own result of `cohort_effects`, for what takes it whole."""
    import diff_diff

    names = [f"x{number}" for number in range(0 if covariates is None else covariates.shape[1])]
    with warnings.catch_warnings():
        # told of in our own words: which cells are left out, and why
        warnings.simplefilter("ignore")
        try:
            return diff_diff.CallawaySantAnna(
                control_group=control_group, estimation_method=method, base_period=base
            ).fit(
                long_of(window, covariates), outcome="y", unit="unit", time="time",
                first_treat="first", covariates=names or None,
            )  # fmt: skip
        except (ValueError, np.linalg.LinAlgError) as error:
            raise RefusedError("unsettled", f"cohort effects ({error})") from error


def long_of(window: Window, covariates: Array | None) -> pd.DataFrame:
    """One row per Dong and period, as diff-diff wants it; times and starts count from 1."""
    count, periods = window.values.shape
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(count), periods),
            "time": np.tile(np.arange(1, periods + 1), count),
            "first": np.repeat(np.where(window.treated, window.starts + 1, 0), periods),
            "y": window.values.ravel(),
        }
    )
    if covariates is not None:
        for number, column in enumerate(covariates.T):
            frame[f"x{number}"] = np.repeat(column, periods)
    return frame
