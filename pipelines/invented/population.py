"""Resident registration by Dong, December, five-year band and sex; real households, invented ages.

The city's age structure is a smooth curve that ages a little each year; needier Dongs are older.
The people of a Dong are its census households times 2.58 (Busan, December 2016: 3.50 M people,
1.34 M general households of 2015), so that Dongs differ in size as they really do.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.invented.places import Places
from pipelines.schema import VOCABULARIES

PEOPLE_PER_HOUSEHOLD = 2.62
SHARE_65_IN_2016, GROWTH_65 = 0.152, 0.0068  # Busan: 536,064 of 3,498,529 in Dec 2016
_CURVE = np.array(
    [3.6, 3.8, 3.9, 5.2, 6.6, 6.3, 6.2, 7.4, 7.5, 8.0, 8.2, 9.3, 8.0, 5.9, 4.5, 3.1, 1.8, 0.8, 0.25,
     0.05, 0.01]
)  # fmt: skip


def invent(places: Places) -> pd.DataFrame:
    """The feed's rows with `position`, by Dong code of the day, month, band and sex."""
    decembers = [m for m in places.months if m.month == 12]
    bands = tuple(code for code in VOCABULARIES["age_band"].codes if code != "not_stated")
    parts = []
    for month in decembers:
        index = places.months.get_loc(month)
        codes = places.codes[places.codes["month_index"] == index]
        pieces = places.pieces.assign(place=places.pieces["didx"] * 8 + places.pieces["piece"])
        here = pieces.merge(codes, on="place")
        here["share"] = here["high"] - here["low"]
        homes = places.dongs["households"].to_numpy()[here["didx"]] * here["share"]
        need = places.dongs["need"].to_numpy()[here["didx"]]
        shares = _ages(need, month.year)
        people = homes.to_numpy()[:, None] * PEOPLE_PER_HOUSEHOLD * shares
        men = 0.515 - 0.012 * np.maximum(0, np.arange(21) - 11)
        for sex, part in (("남", men), ("여", 1 - men)):
            counts = np.rint(people * part).astype(np.int64)
            table = pd.DataFrame(counts, columns=list(bands)).assign(dong_code=here["code_after"])
            long = table.groupby("dong_code").sum().stack().reset_index()
            long.columns = pd.Index(["dong_code", "age_band", "population_count"])
            parts.append(long.assign(month=month.date(), sex=sex))
    rows = pd.concat(parts, ignore_index=True)
    rows["band"] = rows["age_band"].map({code: n for n, code in enumerate(bands)})
    rows = rows.sort_values(["dong_code", "month", "band", "sex"], ignore_index=True)
    return rows.assign(position=np.arange(1, len(rows) + 1))


def _ages(need: np.ndarray, year: int) -> np.ndarray:
    """Shares of the age bands by Dong, (Dongs, 21)."""
    old = np.arange(21) >= 13
    target = (SHARE_65_IN_2016 + GROWTH_65 * (year - 2016)) * np.exp(0.28 * need)
    base = _CURVE / _CURVE.sum()
    young_part = (base * ~old) / base[~old].sum()
    old_part = (base * old) / base[old].sum()
    return (1 - target)[:, None] * young_part + target[:, None] * old_part
