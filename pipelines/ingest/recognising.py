"""Which feed and layout a file is, and which of its columns fills which of the feed's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pipelines.errors import LayoutError
from pipelines.ingest.heads import Head, read_head
from pipelines.ingest.layout_files import read_layouts
from pipelines.ingest.layouts import Layout, Source
from pipelines.ingest.sniffing import clean_header, refuse_doubles, show_headers
from pipelines.schema import COLUMNS, FEEDS, Feed
from pipelines.settings import Settings

BY_LABELS = "labels"
"""Name of the layout that a file needs none of: its headers are the feed's own labels."""


@dataclass(frozen=True)
class Guess:
    """What a file seems to be. `layout` is None where its headers are the feed's labels."""

    feed: str
    layout: str | None
    why: str


@dataclass(frozen=True)
class Recognised:
    """A file's head with the layout that fits it; `place` finds a header's column."""

    head: Head
    layout: Layout

    def place(self, header: str) -> int:
        """The number of the column (0 the first) under a header that the layout names."""
        return self.head.headers.index(clean_header(header))


def guess(settings: Settings, path: Path) -> Guess:
    """The feed and layout of a file, from its headers.

    Raises LayoutError where nothing or more than one thing fits; the message lists what was found
    and what is wanted.
    """
    layouts = read_layouts(settings)
    fitting = [layout for layout in layouts.values() if _fits(layout, path)]
    if len(fitting) > 1:
        names = ", ".join(layout.name for layout in fitting)
        raise LayoutError(f"{path} fits several layouts: {names}. Say which with --layout.")
    if fitting:
        (layout,) = fitting
        why = f"its header has every column that layout {layout.name} names"
        return Guess(layout.feed, layout.name, why)
    head = read_head(path)
    refuse_doubles(list(head.headers), path)
    feed = _guess_feed(head)
    columns = ", ".join(_columns_of(head, feed)[0].values())
    return Guess(feed.name, None, f"its headers are labels of {feed.name} ({columns})")


def recognise(
    settings: Settings, path: Path, feed: str | None = None, layout: str | None = None
) -> Recognised:
    """A file's head and layout: the ones named, else the ones guessed.

    Raises LayoutError for an unknown feed or layout, a layout of another feed, a missing required
    column, or two columns of one name.
    """
    if feed is not None and feed not in FEEDS:
        raise LayoutError(f"There is no feed {feed!r}. Known: {', '.join(FEEDS)}.")
    if feed is None and layout is None:
        guessed = guess(settings, path)
        feed, layout = guessed.feed, guessed.layout
    if layout is None or layout == BY_LABELS:
        head = read_head(path)
        refuse_doubles(list(head.headers), path)
        return Recognised(head, _layout_of_labels(head, FEEDS[feed] if feed else _guess_feed(head)))
    layouts = read_layouts(settings)
    if layout not in layouts:
        raise LayoutError(f"There is no layout {layout!r}. Known: {', '.join(layouts) or 'none'}.")
    chosen = layouts[layout]
    if feed is not None and chosen.feed != feed:
        raise LayoutError(f"Layout {layout!r} is of feed {chosen.feed}, not of {feed}.")
    head = read_head(path, chosen)
    refuse_doubles(list(head.headers), path)
    _require(chosen, head)
    return Recognised(head, chosen)


def _fits(layout: Layout, path: Path) -> bool:
    """Whether a file has every header that a layout names."""
    try:
        head = read_head(path, layout)
    except LayoutError:
        return False
    return not _missing(layout, head)


def _missing(layout: Layout, head: Head) -> list[str]:
    """The headers that a layout names and a file lacks."""
    missing = [h for h in layout.headers if clean_header(h) not in head.headers]
    if layout.unpivot and not any(re.search(layout.unpivot.headers, h) for h in head.headers):
        missing.append(f"one like {layout.unpivot.headers}")
    return missing


def _require(layout: Layout, head: Head) -> None:
    """Raise LayoutError where a file lacks a header that its layout names."""
    missing = _missing(layout, head)
    if missing:
        found = show_headers(head.headers, head.path)
        raise LayoutError(
            f"{head.path} lacks {', '.join(missing)}, which layout {layout.name} names. "
            f"Found: {found}."
        )


def _guess_feed(head: Head) -> Feed:
    """The feed whose labels the headers are: the one with most columns in the file."""
    matched = {feed.name: _columns_of(head, feed)[0] for feed in FEEDS.values()}
    complete = [f for f in FEEDS.values() if all(c in matched[f.name] for c in f.required)]
    if not complete:
        nearest = max(FEEDS.values(), key=lambda f: len(matched[f.name]) / len(f.required))
        raise LayoutError(_wanted(head, nearest, matched[nearest.name], guessed=True))
    most = max(len(matched[feed.name]) for feed in complete)
    best = [feed for feed in complete if len(matched[feed.name]) == most]
    if len(best) > 1:
        named = [feed for feed in best if head.path.stem.startswith(feed.name)]
        if len(named) != 1:
            names = ", ".join(feed.name for feed in best)
            raise LayoutError(f"{head.path} fits several feeds: {names}. Say which with --feed.")
        best = named
    return best[0]


def _layout_of_labels(head: Head, feed: Feed) -> Layout:
    """The layout of a file whose headers are the feed's labels."""
    columns, gu = _columns_of(head, feed)
    if any(column not in columns for column in feed.required):
        raise LayoutError(_wanted(head, feed, columns))
    sources = {column: Source(header=header) for column, header in columns.items()}
    layout = Layout(name=BY_LABELS, feed=feed.name, columns=sources)
    return replace(layout, gu=gu)


def _wanted(head: Head, feed: Feed, columns: Iterable[str], guessed: bool = False) -> str:
    """The sentence for a file without its required columns."""
    missing = [feed.column(c) for c in feed.required if c not in columns]
    wanted = ", ".join(f"{column.ko} ({column.name})" for column in missing)
    found = show_headers(head.headers, head.path) or "no header"
    if guessed:
        return (
            f"{head.path} fits no layout and no feed; say which with --layout or --feed. "
            f"Nearest is {feed.name}, for which it lacks {wanted}. Found: {found}."
        )
    return f"{head.path} lacks {wanted}, which {feed.name} requires. Found: {found}."


def _columns_of(head: Head, feed: Feed) -> tuple[dict[str, str], str | None]:
    """The header of each feed column that the file has, and the header of a Gu column beside it.

    Where several headers could fill a column (행정동코드 and 행정동), the one that comes first
    among its name, labels and aliases does. Raises LayoutError where two are spelled alike.
    """
    found: dict[str, str] = {}
    for column in feed.columns:
        for text in (column.name, column.ko, column.en, *column.aliases):
            headers = [h for h in head.headers if h and _key(h) == _key(text)]
            if len(headers) > 1:
                raise LayoutError(
                    f"{head.path} has {len(headers)} columns for {column.ko} ({column.name}): "
                    f"{show_headers(headers, head.path)}. Rename all but one."
                )
            if headers:
                found.setdefault(column.name, headers[0])
    return found, None if "gu_code" in found else _gu_header(head)


def _gu_header(head: Head) -> str | None:
    """The header of a column that says in which Gu a row's Dong lies."""
    gu = COLUMNS["gu_code"]
    keys = {_key(text) for text in (gu.name, gu.ko, gu.en, *gu.aliases)}
    return next((header for header in head.headers if header and _key(header) in keys), None)


@lru_cache(maxsize=10_000)
def _key(header: str) -> str:
    """A header reduced to what spelling cannot change: NFC, no blanks, no case."""
    return "".join(unicodedata.normalize("NFC", header).split()).casefold()
