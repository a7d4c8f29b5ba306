"""Other estimators of a staggered roll-out, beside Callaway and Sant'Anna's in the table."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipelines.trial.fitting import long_of
from pipelines.trial.panel import Array
from pipelines.trial.refusing import RefusedError
from pipelines.trial.window import Window


def sun_abraham(window: Window, covariates: Array | None = None) -> tuple[float, float]:
    """Sun-Abraham's interaction-weighted effect and its error, clustered by Dong.

    Parameters
    ----------
    covariates : (n, T, k) that change over time; None: none.

    Source: Sun and Abraham (2021), doi:10.1016/j.jeconom.2020.09.006; equals fixest's `sunab`.
    """
    import diff_diff

    frame = long_of(window, None)
    moving = (
        {}
        if covariates is None
        else {
            f"x{number}": covariates[:, :, number].ravel() for number in range(covariates.shape[2])
        }
    )
    return _fitted(diff_diff.SunAbraham(), frame.assign(**moving), list(moving))


def imputation(window: Window) -> tuple[float, float]:
    """The imputation effect and its error, clustered by Dong.

    Source: Borusyak, Jaravel and Spiess (2024), doi:10.1093/restud/rdae007.
    """
    import diff_diff

    return _fitted(diff_diff.ImputationDiD(), long_of(window, None), [])


def two_way(window: Window) -> tuple[float, float]:
    """The coefficient of treatment with Dong and period effects, and its error by Dong (CR1).

    Beside the others for reference alone: where cohorts differ in their effects it weights some
    of them negatively (Goodman-Bacon 2021, doi:10.1016/j.jeconom.2021.03.014).
    """
    count, periods = window.values.shape
    is_on = (np.arange(periods)[None, :] >= window.starts[:, None]).astype(float)
    on, values = _demeaned(is_on), _demeaned(window.values)
    total = (on**2).sum()
    effect = float((on * values).sum() / total)
    scores = (on * (values - effect * on)).sum(axis=1)
    size = count * periods
    # as R's felm and fixest count them: Dong effects are nested in the clusters
    correction = count / (count - 1) * (size - 1) / (size - 1 - periods)
    return effect, float(np.sqrt(correction * (scores**2).sum()) / total)


def _demeaned(values: Array) -> Array:
    return np.asarray(
        values
        - values.mean(axis=1, keepdims=True)
        - values.mean(axis=0, keepdims=True)
        + values.mean()
    )


def _fitted(estimator: Any, frame: pd.DataFrame, names: Sequence[str]) -> tuple[float, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fit = estimator.fit(
                frame, outcome="y", unit="unit", time="time", first_treat="first",
                covariates=list(names) or None,
            )  # fmt: skip
        except (ValueError, np.linalg.LinAlgError) as error:
            raise RefusedError("unsettled", f"{type(estimator).__name__} ({error})") from error
    return float(fit.overall_att), float(fit.overall_se)
