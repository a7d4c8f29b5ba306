"""Files that a person takes away: CSV and GeoJSON that say where they are from and harm no one.

Each carries the build, the release, the sources' attribution and, for invented data, a notice.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import geopandas as gpd
import pandas as pd
import shapely

from pipelines.publication import BuildInfo, Release

Language = Literal["ko", "en"]

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%")
"""What spreadsheets take for the start of a formula or of a command, the full-width forms too."""

_NOTICES = {
    "ko": {
        "build": "{name} · {first} ~ {last} · 산출 {build_id} ({built_at})",
        "invented": "가상 자료: 실제 가구의 기록이 아니라 프로그램이 지어낸 것입니다 "
        "(시드 {seed} · 규모 {scale})",
        "open": "공개용: 작은 수는 가렸고(비공개 · 0이나 결측이 아님) "
        "나머지는 조금씩 바꾸어 5 단위로 맞추었습니다",
        "internal": "내부용: 정확한 집계입니다. 밖으로 내보내지 마십시오",
        "attribution": "출처: {attribution}",
    },
    "en": {
        "build": "{name} · {first} to {last} · build {build_id} ({built_at})",
        "invented": "INVENTED DATA: made up by a program; no record of any real household "
        "(seed {seed}; scale {scale})",
        "open": "Open release: small counts are hidden (suppressed; neither zero nor missing); "
        "the others are slightly changed and brought to multiples of 5",
        "internal": "Internal release: exact aggregates. Do not pass on",
        "attribution": "Sources: {attribution}",
    },
}  # fmt: skip

_ONE_CELL = str.maketrans({",": ";", '"': "'"})
"""Keeps a note in its first cell, unquoted: a second cell could begin with a formula."""


def notices(info: BuildInfo, release: Release, language: Language = "ko") -> tuple[str, ...]:
    """The sentences that stand on every export: build, invented data, release, attribution."""
    words = _NOTICES[language]
    facts = {
        "name": getattr(info, f"name_{language}"),
        "attribution": getattr(info, f"attribution_{language}"),
        "first": f"{info.first_month:%Y-%m}",
        "last": f"{info.last_month:%Y-%m}",
        "build_id": info.build_id,
        "built_at": info.built_at,
        "seed": info.seed,
        "scale": info.scale,
    }
    kinds = ["build", *(["invented"] if info.is_invented else []), release, "attribution"]
    return tuple(words[kind].format(**facts) for kind in kinds)


def to_csv(
    frame: pd.DataFrame,
    *,
    info: BuildInfo,
    release: Release,
    labels: Mapping[str, str] | None = None,
    language: Language = "ko",
    notes: Sequence[str] = (),
) -> bytes:
    """The frame as CSV for a spreadsheet: UTF-8 with a byte-order mark, lines end with CR LF.

    Parameters
    ----------
    frame
        As `read.table` gives it; the index is left out.
    info, release
        The publication and the release that the frame is from.
    labels
        Words for the header, by column (`read.labels`); the column's name where there is none.
    language
        Of the notices.
    notes
        Further sentences, such as the filters of the page.

    Returns
    -------
    bytes
        First the notices, one a line, each after `# ` and without commas or quotes (pandas skips
        them with `comment="#"`), then the header and the rows. Hidden and missing values are
        empty cells; is_suppressed tells which. Text that a spreadsheet would run as a formula has
        an apostrophe before it.
    """
    names = [neutralise((labels or {}).get(str(column), str(column))) for column in frame.columns]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for sentence in (*notices(info, release, language), *notes):
        out.write(f"# {' '.join(sentence.translate(_ONE_CELL).split())}\r\n")
    writer.writerow(names)
    columns = [_plain_values(frame[column]) for column in frame.columns]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode("utf-8-sig")


def to_geojson(
    frame: gpd.GeoDataFrame,
    *,
    info: BuildInfo,
    release: Release,
    language: Language = "ko",
    notes: Sequence[str] = (),
) -> bytes:
    """The frame as a GeoJSON FeatureCollection in EPSG:4326, all columns as properties.

    Beside `features` stand `build_id`, `release`, `is_invented`, `attribution` and `notices`.
    Hidden and missing values are null, dates ISO text; formulas in text are neutralised as in CSV,
    since such files are opened in spreadsheets too. For the other parameters see `to_csv`.
    """
    degrees = frame.to_crs(4326)
    names = [str(name) for name in degrees.columns if name != degrees.geometry.name]
    rows = zip(*(_plain_values(degrees[name]) for name in names), strict=True)
    shapes = shapely.to_geojson(degrees.geometry.to_numpy())
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(names, row, strict=True)),
            "geometry": json.loads(shape),
        }
        for row, shape in zip(rows, shapes, strict=True)
    ]
    collection = {
        "type": "FeatureCollection",
        "build_id": info.build_id,
        "release": release,
        "is_invented": info.is_invented,
        "attribution": getattr(info, f"attribution_{language}"),
        "notices": [*notices(info, release, language), *notes],
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()


def neutralise(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula."""
    is_formula = text.lstrip().startswith(FORMULA_STARTS) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if is_formula else text


def _plain_values(column: pd.Series) -> list[Any]:
    """Python values: None where missing, ISO dates, neutralised text, whole numbers as such."""
    if isinstance(column.dtype, pd.DatetimeTZDtype) or column.dtype.kind == "M":
        column = column.dt.strftime("%Y-%m-%d")
    values = column.astype(object).where(column.notna(), None).tolist()
    return [neutralise(value) if isinstance(value, str) else value for value in values]
