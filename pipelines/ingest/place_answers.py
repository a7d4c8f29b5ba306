"""The answer tables for places: what each distinct text of a column means, and when.

`place_<column>`(text, gu, valid_from, valid_to, code, reason, detail, rank); of `place_code`, gu
holds the level.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.ingest.conversion import day_sql
from pipelines.ingest.delivery import Delivery
from pipelines.ingest.legal import answer_legal
from pipelines.ingest.periods import Answer
from pipelines.ingest.places import Places
from pipelines.ingest.points import answer_points
from pipelines.ingest.recognising import Recognised
from pipelines.schema import FEEDS

_ANSWERS = pa.schema(
    [
        ("text", pa.string()),
        ("gu", pa.string()),
        ("valid_from", pa.date32()),
        ("valid_to", pa.date32()),
        ("code", pa.string()),
        ("reason", pa.string()),
        ("detail", pa.string()),
    ]
)


def make_place_answers(
    connection: duckdb.DuckDBPyConnection,
    file: Recognised,
    delivery: Delivery,
    places: Places,
    reference: Path,
) -> None:
    """Make the tables for every filled column of places; those of words must be made already."""
    if "gu_code" in delivery.filled:
        texts = (text for text, _ in _distinct(connection, "x_gu_code"))
        _make(connection, "gu_code", places.answer_gus(texts))
    if "dong_code" in delivery.filled:
        answers = _answer_dongs(connection, file, delivery, places, reference)
        _make(connection, "dong_code", answers)
    if "place_code" in delivery.filled:
        _make(connection, "place_code", _answer_levels(connection, places))


def _answer_dongs(
    connection: duckdb.DuckDBPyConnection,
    file: Recognised,
    delivery: Delivery,
    places: Places,
    reference: Path,
) -> Iterable[Answer]:
    """The answers for the distinct Dongs of a file, by whatever means it names them."""
    layout, feed = file.layout, FEEDS[file.layout.feed]
    if layout.point:
        points = connection.execute(
            "select text, try_cast(split_part(text, ' ', 1) as double) as x, "
            "try_cast(split_part(text, ' ', 2) as double) as y "
            "from (select distinct x_dong_code as text from delivered) where text is not null"
        ).df()
        days = _days(connection, file, delivery, places)
        return answer_points(places.deployment, points, layout.point.crs, days)
    gu = "coalesce(x_gu, '')" if delivery.has_gu else "''"
    pairs = _distinct(connection, "x_dong_code", gu)
    if layout.legal_dong:
        return answer_legal(places, reference, places.deployment.boundaries_on, pairs)
    if day_sql(layout, delivery) is None:
        return places.answer_dongs(pairs, "any")
    is_month = feed.column(feed.placed_on or "").type == "month"
    return places.answer_dongs(pairs, "month" if is_month else "day")


def _answer_levels(connection: duckdb.DuckDBPyConnection, places: Places) -> Iterable[Answer]:
    """Answers for places of three levels; the level's code stands in `gu`."""
    texts: dict[str, list[str]] = {"city": [], "gu": [], "dong": []}
    rows = connection.execute(
        "select distinct d.x_place_code, w.code from delivered as d "
        "join word_level as w on w.text = d.x_level "
        "where w.code is not null and d.x_place_code is not null"
    ).fetchall()
    for text, level in rows:
        texts[level].append(text)
    for level, answers in (
        ("city", places.answer_cities(texts["city"])),
        ("gu", places.answer_gus(texts["gu"])),
        ("dong", places.answer_dongs([(text, "") for text in texts["dong"]], "any")),
    ):
        for a in answers:
            yield Answer(a.text, level, a.valid_from, a.valid_to, a.code, a.reason, a.detail)


def _days(
    connection: duckdb.DuckDBPyConnection, file: Recognised, delivery: Delivery, places: Places
) -> list[date] | None:
    """The records' distinct days within the deployment's months; None where they have none."""
    day = day_sql(file.layout, delivery)
    if day is None:
        return None
    rows = connection.execute(
        f"select distinct {day} as day from delivered as d where {day} between $first and $last",
        {"first": places.first, "last": places.last},
    ).fetchall()
    return [day for (day,) in rows]


def _distinct(
    connection: duckdb.DuckDBPyConnection, column: str, gu: str = "''"
) -> list[tuple[str, str]]:
    """The distinct texts of a column, with the Gu beside them ('' for none)."""
    return connection.execute(
        f"select distinct {column}, {gu} from delivered where {column} is not null order by all"
    ).fetchall()


def _make(connection: duckdb.DuckDBPyConnection, column: str, answers: Iterable[Answer]) -> None:
    """One answer table, with the rank of each code, by which landing files are sorted."""
    rows = list(answers)
    arrays = [pa.array([getattr(row, f.name) for row in rows], f.type) for f in _ANSWERS]
    connection.register("answers", pa.table(arrays, schema=_ANSWERS))
    connection.execute(
        f"create or replace temp table place_{column} as "
        "select *, dense_rank() over (order by code)::integer as rank from answers"
    )
    connection.unregister("answers")
