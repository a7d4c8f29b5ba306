"""Layouts: how one kind of agency file becomes a feed. One YAML each in `data/reference/layouts/`.

The grammar (data/reference/layouts/README.md shows each with an example)::

    feed: visits                    # which feed the rows are
    about: one line on whose file it is
    encoding: cp949                 # or a list, tried line by line; default: found out
    delimiter: ";"                  # default: found out
    sheet: 2016                     # of a workbook; default: the first
    header_row: 4                   # default 1; rows above are skipped
    section_rows: 2                 # rows above the header that name blocks of columns (merged)
    empty: [n/a, "-"]               # texts that mean an empty cell, beside the empty text
    totals: {column: 코드, pattern: "00000$"}       # such rows are quarantined as total_row
    columns:                        # feed column: where its text comes from
      visit_id: {row: true}         # made from the file's name and the row number
      visited_on: {from: 방문일, dates: ["%m/%d/%Y"]}
      dong_code: {from: 행정구역, extract: "\\((\\d{10})\\)"}
      purpose: {from: 유형, values: {전화: consultation}, otherwise: check_in}
      is_contact_made: {constant: "예"}
      amount: {from: 예산(만원), multiply: 10000}
      gu_code: 시군구                # short for {from: 시군구}
    gu: 시군구                      # a column that says in which Gu the Dong's name lies
    point: {x: 경도, y: 위도, crs: "EPSG:4326"}     # places the Dong
    legal_dong: {from: 주소, extract: "\\((\\S+동)\\)"}   # its only Dong, or quarantined
    unpivot:                        # each matching header is one record of the row
      headers: "^(?P<year>\\d{4})년_(?P<sex>남|여)_(?P<age>.+세.*)$"
      value: population_count
      record: {month: "{year}-12", sex: "{sex}", age_band: "{age}"}
      values: {age_band: {100세 이상: 100_over}}
      bands: age_band               # single years of age are added up to five-year bands
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Source:
    """Where the text of one feed column comes from.

    Exactly one of `header`, `constant` and `from_row` is set. `values` maps texts; a text it does
    not name stays, or becomes `otherwise` where that is given. `multiply` scales numbers.
    """

    header: str | None = None
    constant: str | None = None
    from_row: bool = False
    extract: str | None = None
    values: Mapping[str, str | None] = field(default_factory=dict)
    otherwise: str | None = None
    dates: tuple[str, ...] = ()
    multiply: float | None = None


@dataclass(frozen=True)
class Point:
    """Columns that hold coordinates, and their CRS."""

    x: str
    y: str
    crs: str


@dataclass(frozen=True)
class Unpivot:
    """Headers that each deliver one record: a pattern with named groups, and what they say.

    `record` gives feed columns as templates of the groups; `values` maps the results. Columns of
    the same record are added up. `bands` names the column whose single years become five-year
    bands.
    """

    headers: str
    value: str
    record: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    bands: str | None = None


@dataclass(frozen=True)
class Layout:
    """How one kind of file becomes a feed. `fingerprint` changes whenever the description does."""

    name: str
    feed: str
    columns: Mapping[str, Source]
    about: str = ""
    encodings: tuple[str, ...] = ()
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int = 1
    section_rows: int = 0
    empty: tuple[str, ...] = ()
    totals: tuple[str, str] | None = None
    gu: str | None = None
    point: Point | None = None
    legal_dong: Source | None = None
    unpivot: Unpivot | None = None

    @property
    def fingerprint(self) -> str:
        """Eight hex digits over the whole description."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:8]

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that a file must have for this layout, in the order named."""
        named = [source.header for source in self.columns.values()]
        named += [self.gu, self.totals[0] if self.totals else None]
        named += [self.point.x, self.point.y] if self.point else []
        named += [self.legal_dong.header] if self.legal_dong else []
        return tuple(dict.fromkeys(header for header in named if header))
