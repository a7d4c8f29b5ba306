"""Effects rounded to what is known of them.

An effect is given to about a tenth of its standard error, in both releases. It says all that the
data say, and is far coarser than the noise by which the open release blurs the counts behind it:
an exact effect would be one equation more on the exact counts of four Dongs.
"""

from __future__ import annotations

from math import floor, isfinite, log10

import numpy as np

from pipelines.trial.inference import Effect


def shown(effect: Effect, error: float | None) -> dict[str, float | None]:
    """An effect as its tables show it, to about a tenth of its standard error.

    Parameters
    ----------
    error : by which an effect without an error of its own is rounded.
    """
    own = effect.std_error or error
    values = {
        "att": effect.att,
        "std_error": effect.std_error,
        "ci_low": effect.ci_low,
        "ci_high": effect.ci_high,
    }
    return {name: rounded(value, own) for name, value in values.items()}


def rounded(value: float | None, error: float | None) -> float | None:
    """To a step of 1, 2 or 5 times a power of ten, the next below an eighth of the error.

    Without an error to two digits. None for what is not finite.
    """
    if value is None or not isfinite(value):
        return None
    if error is None or not (isfinite(error) and error > 0):
        error = abs(value) or 1.0
    wanted = error / 8
    power = 10.0 ** floor(log10(wanted))
    step = max(factor * power for factor in (1, 2, 5) if factor * power <= wanted * (1 + 1e-9))
    return float(np.round(np.round(value / step) * step, 12))


def rounded_p(value: float | None) -> float | None:
    """A p value to four decimals, and never 0: what is smaller is given as 0.0001."""
    return None if value is None else max(round(value, 4), 0.0001)
