"""Layouts read from their YAML files; every complaint names the file and the key."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pyproj import CRS
from pyproj.exceptions import CRSError

from pipelines.errors import LayoutError
from pipelines.ingest.layouts import Layout, Point, Source, Unpivot
from pipelines.schema import FEEDS
from pipelines.settings import Settings


def read_layouts(settings: Settings) -> dict[str, Layout]:
    """All layouts of the installation by name (the file's stem).

    Raises LayoutError for one that breaks the grammar; the message names file and key.
    """
    paths = sorted((settings.reference / "layouts").glob("*.yaml"))
    return {path.stem: read_layout(path) for path in paths}


def read_layout(path: Path) -> Layout:
    """The layout that one YAML file describes."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise LayoutError(f"{path} is not UTF-8; save it in that encoding.") from error
    return _read(path, text)


@lru_cache(maxsize=100)
def _read(path: Path, text: str) -> Layout:
    """Of one text once: a folder of extracts asks for every layout again for each of its files."""
    try:
        entry = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise LayoutError(f"{path} is not YAML ({str(error).splitlines()[0]}); mend it.") from error
    if not isinstance(entry, dict):
        raise LayoutError(f"{path} holds no keys; a layout needs at least feed and columns.")
    return _Reader(path, entry).layout()


class _Reader:
    """Reads one entry; every complaint names the file and the key."""

    def __init__(self, path: Path, entry: dict[str, Any]) -> None:
        self.path = path
        self.entry = entry

    def layout(self) -> Layout:
        """The whole entry, checked."""
        known = {
            "feed", "about", "encoding", "delimiter", "sheet", "header_row", "section_rows",
            "empty", "totals", "columns", "gu", "point", "legal_dong", "unpivot",
        }  # fmt: skip
        self._allow("", self.entry, known)
        feed = str(self.entry.get("feed"))
        if feed not in FEEDS:
            self._refuse("feed", f"is {feed!r}; it must be one of {', '.join(FEEDS)}")
        sheet = self.entry.get("sheet")
        layout = Layout(
            name=self.path.stem,
            feed=feed,
            about=str(self.entry.get("about", "")),
            columns={c: self._source(f"columns.{c}", e) for c, e in self._map("columns").items()},
            encodings=self._encodings(),
            delimiter=self._delimiter(),
            sheet=None if sheet is None else str(sheet),
            header_row=self._whole("header_row", 1),
            section_rows=self._whole("section_rows", 0),
            empty=tuple(str(text).casefold() for text in self.entry.get("empty", ())),
            totals=self._totals(),
            gu=self.entry.get("gu"),
            point=self._point(),
            legal_dong=self._legal_dong(),
            unpivot=self._unpivot(),
        )
        self._check_columns(layout)
        return layout

    def _encodings(self) -> tuple[str, ...]:
        entry = self.entry.get("encoding", ())
        names = [entry] if isinstance(entry, str) else entry
        if not isinstance(names, list | tuple):
            self._refuse("encoding", f"is {entry!r}; write a name, or a list of names")
        for name in names:
            try:
                codecs.lookup(name)
            except (LookupError, TypeError):
                self._refuse("encoding", f"has {name!r}, which is none; write utf-8, cp949 or such")
        return tuple(names)

    def _delimiter(self) -> str | None:
        entry = self.entry.get("delimiter")
        if entry is not None and (not isinstance(entry, str) or len(entry) != 1):
            self._refuse("delimiter", f'is {entry!r}; it must be one character, such as ";"')
        return entry

    def _check_columns(self, layout: Layout) -> None:
        """Only columns of the feed are filled, none twice, and every required one is."""
        feed = FEEDS[layout.feed]
        unpivoted = (*layout.unpivot.record, layout.unpivot.value) if layout.unpivot else ()
        placed = ("dong_code",) if layout.point or layout.legal_dong else ()
        filled = [*layout.columns, *unpivoted, *placed]
        allowed = {column.name for column in feed.columns}
        for column in filled:
            if column not in allowed:
                self._refuse(
                    "columns", f"fills {column!r}; {feed.name} has {', '.join(sorted(allowed))}"
                )
            if filled.count(column) > 1:
                self._refuse("columns", f"fills {column!r} twice; leave one out")
        missing = [column for column in feed.required if column not in filled]
        if missing:
            self._refuse("columns", f"lacks {', '.join(missing)}, which {feed.name} requires")

    def _source(self, key: str, entry: Any) -> Source:
        """One source: a header, or a map."""
        if isinstance(entry, str):
            return Source(header=entry)
        if not isinstance(entry, dict):
            self._refuse(key, f"is {entry!r}; write a header, or a map with from, constant or row")
        known = {"from", "constant", "row", "extract", "values", "otherwise", "dates", "multiply"}
        self._allow(key, entry, known)
        if len({"from", "constant", "row"} & set(entry)) != 1:
            self._refuse(key, "needs exactly one of from, constant and row")
        if "extract" in entry:
            self._pattern(f"{key}.extract", entry["extract"], groups=1)
        values = entry.get("values") or {}
        return Source(
            header=entry.get("from"),
            constant=str(entry["constant"]) if "constant" in entry else None,
            from_row=bool(entry.get("row")),
            extract=entry.get("extract"),
            values={str(k): None if v is None else str(v) for k, v in values.items()},
            otherwise=str(entry["otherwise"]) if "otherwise" in entry else None,
            dates=tuple(entry.get("dates", ())),
            multiply=entry.get("multiply"),
        )

    def _totals(self) -> tuple[str, str] | None:
        entry = self._map("totals")
        if not entry:
            return None
        self._allow("totals", entry, {"column", "pattern"}, needs_all=True)
        self._pattern("totals.pattern", entry["pattern"])
        return entry["column"], entry["pattern"]

    def _point(self) -> Point | None:
        entry = self._map("point")
        if not entry:
            return None
        self._allow("point", entry, {"x", "y", "crs"}, needs_all=True)
        try:
            CRS.from_user_input(entry["crs"])
        except CRSError:
            self._refuse("point.crs", f"is {entry['crs']!r}, no CRS; write EPSG:4326 or such")
        return Point(x=entry["x"], y=entry["y"], crs=str(entry["crs"]))

    def _legal_dong(self) -> Source | None:
        entry = self.entry.get("legal_dong")
        return None if entry is None else self._source("legal_dong", entry)

    def _unpivot(self) -> Unpivot | None:
        entry = self._map("unpivot")
        if not entry:
            return None
        self._allow("unpivot", entry, {"headers", "value", "record", "values", "bands"})
        for key in ("headers", "value", "record"):
            if key not in entry:
                self._refuse("unpivot", f"lacks {key}")
        self._pattern("unpivot.headers", entry["headers"])
        return Unpivot(
            headers=entry["headers"],
            value=entry["value"],
            record={column: str(template) for column, template in entry["record"].items()},
            values={
                column: {str(k): str(v) for k, v in mapping.items()}
                for column, mapping in entry.get("values", {}).items()
            },
            bands=entry.get("bands"),
        )

    def _map(self, key: str) -> dict[str, Any]:
        entry = self.entry.get(key, {})
        if not isinstance(entry, dict):
            self._refuse(key, f"is {entry!r}; it must be a map")
        return dict(entry)

    def _whole(self, key: str, default: int) -> int:
        number = self.entry.get(key, default)
        if not isinstance(number, int) or number < default:
            self._refuse(key, f"is {number!r}; it must be a whole number from {default} on")
        return int(number)

    def _pattern(self, key: str, pattern: Any, groups: int | None = None) -> None:
        try:
            count = re.compile(pattern).groups
        except (re.error, TypeError) as error:
            self._refuse(key, f"is {pattern!r}, not a regular expression ({error})")
        if groups is not None and count != groups:
            self._refuse(key, f"has {count} groups in brackets; it must have {groups}")

    def _allow(
        self, key: str, entry: dict[str, Any], known: set[str], needs_all: bool = False
    ) -> None:
        for unknown in set(entry) - known:
            self._refuse(
                key or unknown, f"has no key {unknown!r}; known: {', '.join(sorted(known))}"
            )
        for missing in known - set(entry) if needs_all else ():
            self._refuse(key, f"lacks {missing}")

    def _refuse(self, key: str, complaint: str) -> None:
        raise LayoutError(f"{self.path}: {key} {complaint}.")
