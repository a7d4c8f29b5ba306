"""Months that a map plays, as compact as a letter for each Dong and month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.maps.assets import script_json
from dashboard.maps.view import Legend


def frames_json(
    codes: Sequence[str],
    months: Mapping[str, str],
    sides: Sequence[Sequence[tuple[Sequence[str], Legend]]],
) -> str:
    """Every month of one map or two, as compact as a letter for each Dong and month.

    Parameters
    ----------
    codes : of the Dongs (or Gu), in the order of the fills.
    months : name by code ("2018-12"), in order.
    sides : for each map and month, the fill of each code, and the legend.
    """
    palette: dict[str, int] = {}

    def letter(fill: str) -> int:
        return palette.setdefault(fill, len(palette))

    maps = [
        {
            "fills": ["".join(chr(97 + letter(fill)) for fill in fills) for fills, _ in side],
            "legends": [
                [legend.title, [[letter(row.fill), row.label, row.count] for row in legend.rows]]
                for _, legend in side
            ],
        }
        for side in sides
    ]
    return script_json(
        {
            "codes": list(codes),
            "months": list(months),
            "names": list(months.values()),
            "maps": maps,
            "palette": list(palette),
        }
    )
