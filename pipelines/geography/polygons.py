"""Dong and Gu polygons for any date, derived from the three vintages that a package carries.

The layer that knows most of a date's Dongs serves as base. A Dong missing there is the union of the
base's polygons where those were parts of it (2018's 명지1동 and 명지2동 -> 2017's 명지동); where
several missing Dongs share base polygons, another layer's outlines cut them (2020's 장전2동 by
2015's 장전3동). Which polygon belongs to which Dong follows from the statistics office's codes,
then from admdongkor's overlaps. What neither merging nor cutting gives is refused by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipelines.errors import GeographyError
from pipelines.geography import sources
from pipelines.geography.repair import polygons_of
from pipelines.geography.vintages import register, shape_of_code7, validity

_LINKED = 0.1
"""Share of either shape from which an overlap counts; redrawn borders stay below it."""

_SLIVER_M2 = 1_000.0


def boundaries(on: date, prefixes: Sequence[str]) -> gpd.GeoDataFrame:
    """The Dongs in force on a date with their polygons, in EPSG:5179, ordered by dong_code.

    Parameters
    ----------
    on, prefixes
        As for `register`.

    Returns
    -------
    GeoDataFrame
        The columns of `register`, area_km2, geometry (valid; neighbours share their borders
        exactly, so the whole is a coverage).

    Raises
    ------
    GeographyError
        The packages hold no polygon from which some Dong of that date could be made (for Busan:
        from 2025-01-01 on, 녹산동 and 신호동); the message names them.

    Examples
    --------
    >>> boundaries(date(2017, 6, 30), ["26"]).geometry.is_valid.sum()
    205
    """
    dongs = register(on, prefixes)
    shapes = validity(prefixes, on, on)["shape_id"].to_numpy()
    polygons = _derive(dongs, shapes, on)
    missing = dongs[pd.isna(polygons)]
    if len(missing):
        names = ", ".join(missing["gu_name_ko"] + " " + missing["dong_name_ko"])
        raise GeographyError(
            f"No polygon can be made for {len(missing)} of {len(dongs)} Dongs of {on}: {names}. "
            f"Choose another date or bring a boundary file."
        )
    clean = shapely.coverage_clean(polygons)
    frame = gpd.GeoDataFrame(dongs, geometry=polygons_of(clean), crs=sources.METRES)
    frame.insert(len(dongs.columns), "area_km2", frame.area / 1e6)
    return frame


def dissolve_gu(dongs: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Gu polygons merged from Dongs, in their CRS.

    Columns: gu_code, gu_name_ko, gu_name_en, dong_count, area_km2, geometry, ordered by gu_code.
    Gu names are left out where the Dongs carry none.
    """
    names = [c for c in ("gu_name_ko", "gu_name_en") if c in dongs.columns]
    area = dongs["area_km2"] if "area_km2" in dongs else dongs.to_crs(sources.METRES).area / 1e6
    rows = []
    for gu_code, part in dongs.groupby("gu_code", sort=True):
        merged = shapely.union_all(part.geometry.to_numpy())
        first = [part[name].iloc[0] for name in names]
        rows.append([gu_code, *first, len(part), area[part.index].sum(), merged])
    columns = ["gu_code", *names, "dong_count", "area_km2", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), crs=dongs.crs)


def _derive(dongs: pd.DataFrame, shapes: np.ndarray, on: date) -> np.ndarray:
    """One polygon for every Dong (None where there is none), from the best layer and its rivals."""
    code7 = dongs["dong_code_7"].fillna("").to_numpy()
    solved = {name: _Layer(name, code7, shapes, on) for name in sources.LAYERS}
    ranked = sorted(
        solved,
        key=lambda name: (solved[name].open_count, abs(sources.LAYERS[name] - on.year)),
    )
    base = solved[ranked[0]]
    polygons = base.polygons.copy()
    for members, union in base.shared:
        outlines = [_first_known(solved, ranked[1:], member) for member in members]
        for member, piece in zip(members, cut(union, outlines), strict=True):
            polygons[member] = piece
    return polygons


def _first_known(solved: dict[str, _Layer], names: list[str], member: int) -> object:
    """A Dong's polygon in the first of the layers that has one, or None."""
    return next((p for n in names if (p := solved[n].polygons[member]) is not None), None)


class _Layer:
    """What one layer says about the Dongs: polygons, and unions that several Dongs share.

    `polygons[i]` is a polygon or None; `shared` holds (Dong positions, union of their polygons).
    """

    def __init__(self, name: str, code7: np.ndarray, shapes: np.ndarray, on: date) -> None:
        units = sources.layer(name)
        place = pd.Index(units["code7"]).get_indexer(code7)
        geometry = units.geometry.to_numpy()
        self.polygons = np.full(len(code7), None, dtype=object)
        self.polygons[place >= 0] = geometry[place[place >= 0]]
        self.shared: list[tuple[np.ndarray, object]] = []
        open_dongs = np.flatnonzero(place < 0)
        self.open_count = 0
        if len(open_dongs) == 0:
            return
        everywhere = set(register(on, [""])["dong_code_7"].dropna())
        free = units.index[~units["code7"].isin(everywhere)]
        free_shapes = shape_of_code7(units.loc[free, "code7"])
        for members, parts in _groups(shapes[open_dongs], free_shapes.to_numpy()):
            if len(parts) == 0:
                self.open_count += len(members)
                continue
            union = shapely.union_all(shapely.make_valid(geometry[free[parts]]))
            if len(members) == 1:
                self.polygons[open_dongs[members[0]]] = union
            else:
                self.open_count += len(members)
                self.shared.append((open_dongs[members], union))


def _groups(shapes: np.ndarray, units: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Groups of (Dong positions, unit positions) whose shapes overlap or are one shape."""
    pairs = sources.shape_overlaps()
    pairs = pairs[pairs[["share", "other_share"]].max(axis=1) >= _LINKED]
    pairs = pairs[pairs["shape_id"].isin(shapes) & pairs["other_shape_id"].isin(units)]
    same = np.intersect1d(shapes, units)
    pairs = pd.concat(
        [
            pairs[["shape_id", "other_shape_id"]],
            pd.DataFrame({"shape_id": same, "other_shape_id": same}),
        ]
    )
    left = pd.DataFrame({"shape_id": shapes, "dong": np.arange(len(shapes))})
    right = pd.DataFrame({"other_shape_id": units, "unit": np.arange(len(units))})
    edges = pairs.merge(left, on="shape_id").merge(right, on="other_shape_id")
    size = len(shapes) + len(units)
    graph = coo_array(
        (np.ones(len(edges)), (edges["dong"], edges["unit"] + len(shapes))), shape=(size, size)
    )
    _, group = connected_components(graph, directed=False)
    dong_group, unit_group = group[: len(shapes)], group[len(shapes) :]
    return [
        (np.flatnonzero(dong_group == g), np.flatnonzero(unit_group == g))
        for g in np.unique(dong_group)
    ]


def cut(union: object, outlines: list[object]) -> list[object]:
    """A polygon cut into as many pieces as there are outlines; at most one outline may be None.

    The piece without an outline, or else the biggest, takes what the others leave, so the pieces
    fill the polygon. Crumbs under 1,000 m2 go to it too. All None if two outlines are None.
    """
    areas = [np.inf if o is None else o.area for o in outlines]  # type: ignore[attr-defined]
    if np.isinf(areas).sum() > 1:
        return [None] * len(outlines)
    rest_at = int(np.argmax(areas))
    pieces: list[object] = [None] * len(outlines)
    rest = union
    for position in np.argsort(areas)[:-1]:
        piece = shapely.intersection(rest, shapely.make_valid(outlines[position]))
        parts = shapely.get_parts(piece)
        piece = shapely.union_all(parts[shapely.area(parts) >= _SLIVER_M2])
        pieces[position] = piece
        rest = shapely.difference(rest, piece)
    pieces[rest_at] = rest
    return [None if shapely.is_empty(p) else p for p in pieces]
