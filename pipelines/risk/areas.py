"""Small-area estimates: direct figures of areas, drawn towards what their covariates say.

The Fay-Herriot model, direct_i = x_i b + v_i + e_i with v_i ~ N(0, A) and known sampling variances.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.errors import InputError


@dataclass(frozen=True)
class AreaEstimates:
    """Estimates of n areas.

    Attributes
    ----------
    estimates : (n,) empirical best linear unbiased predictions, in the unit of the direct figures.
    mean_squared_errors : (n,) by Prasad and Rao, the uncertainty of the variance included.
    coefficients : (p,) of the covariates.
    variance : between areas, 0 where the covariates explain all that sampling does not.
    """

    estimates: np.ndarray
    mean_squared_errors: np.ndarray
    coefficients: np.ndarray
    variance: float


def fay_herriot(
    direct: np.ndarray, sampling_variances: np.ndarray, covariates: np.ndarray
) -> AreaEstimates:
    """Fit by restricted maximum likelihood (Fisher scoring).

    Parameters
    ----------
    direct : (n,) direct figures of the areas.
    sampling_variances : (n,) positive, taken as known.
    covariates : (n, p) with the column of ones, if one is wanted; n > p.

    Raises
    ------
    InputError
        Shapes that differ, variances not positive, covariates that say the same thing twice.

    Source: Fay and Herriot (1979), JASA 74; the mean squared error as in Datta and Lahiri (2000),
    Statistica Sinica 10. Held to R's `sae` on its milk data.
    """
    y, known = np.asarray(direct, float), np.asarray(sampling_variances, float)
    x = np.asarray(covariates, float)
    if x.ndim != 2 or not len(y) == len(known) == len(x) or len(y) <= x.shape[1]:
        raise InputError("Direct figures, variances and covariates must be of the same areas.")
    if not (known > 0).all():
        raise InputError("A sampling variance is not positive; leave that area out.")
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise InputError("The covariates say the same thing twice; leave one out.")
    variance = float(np.median(known))
    for _ in range(200):
        weights, projection = _projection(variance, known, x)
        score = -0.5 * np.trace(projection) + 0.5 * y @ projection @ projection @ y
        information = 0.5 * np.trace(projection @ projection)
        step = score / information
        before, variance = variance, max(variance + step, 0.0)
        if abs(variance - before) < 1e-12 * (1 + before):
            break
    weights, _ = _projection(variance, known, x)
    gram = np.linalg.inv(x.T @ (x * weights[:, None]))
    beta = gram @ (x.T @ (weights * y))
    shrink = variance * weights  # how much the direct figure counts
    fitted = x @ beta
    leverage = np.einsum("np,pq,nq->n", x, gram, x)
    g1, g2 = shrink * known, (1 - shrink) ** 2 * leverage
    g3 = known**2 * weights**3 * 2 / (weights**2).sum()
    return AreaEstimates(fitted + shrink * (y - fitted), g1 + g2 + 2 * g3, beta, variance)


def _projection(variance: float, known: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(weights, the matrix that takes the covariates out), for one variance between areas."""
    weights = 1 / (variance + known)
    weighted = x * weights[:, None]
    inner = np.linalg.inv(x.T @ weighted)
    return weights, np.diag(weights) - weighted @ inner @ weighted.T
