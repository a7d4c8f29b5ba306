"""The answer tables that conversions join: what each distinct text of a column means.

`word_<column>`(text, code), `place_<column>`(text, gu, valid_from, valid_to, code, reason, detail, rank),
`key_<column>`(text, pseudonym).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple
from datetime import date

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.ingest.conversion import day_sql
from pipelines.ingest.delivery import PLACES, Delivery, clean
from pipelines.ingest.places import Answer, Places
from pipelines.ingest.pseudonym import Key, pseudonym_sql
from pipelines.ingest.quoting import name
from pipelines.ingest.recognising import Recognised
from pipelines.schema import FEEDS, VOCABULARIES, Column

_YES = ("true", "t", "yes", "y", "1", "예", "네", "유", "o", "○", "made", "참")
_NO = ("false", "f", "no", "n", "0", "아니오", "아니요", "무", "x", "×", "거짓")
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


def make_answers(
    connection: duckdb.DuckDBPyConnection,
    file: Recognised,
    delivery: Delivery,
    places: Places,
    key: Key,
) -> None:
    """Make every answer table that the file's conversions need."""
    feed = FEEDS[file.layout.feed]
    for column in feed.columns:
        if column.name not in delivery.filled:
            continue
        if column.name in feed.pseudonymised:
            _make_keys(connection, column.name, key)
        elif column.vocabulary or column.type == "boolean":
            _make_words(connection, column)
    # the places of budgets and staff hang on the words for their level
    for place in PLACES:
        if place in delivery.filled:
            answers = list(_answers(connection, place, file, delivery, places))
            _make_places(connection, place, answers)


def _make_keys(connection: duckdb.DuckDBPyConnection, column: str, key: Key) -> None:
    """The pseudonym of every household or respondent id; each is hashed once."""
    inner, outer = key.pads
    text = f"coalesce({clean('text')}, text)"
    connection.execute(
        f"create or replace temp table key_{column} as "
        f"select text, {pseudonym_sql(text)} as pseudonym "
        f"from (select distinct x_{column} as text from delivered where x_{column} is not null)",
        {"inner": inner, "outer": outer},
    )


def _make_words(connection: duckdb.DuckDBPyConnection, column: Column) -> None:
    """The code of every text, null for one outside the vocabulary."""
    known = pd.DataFrame(_known_words(column), columns=["folded", "code"]).drop_duplicates("folded")
    connection.register("known_words", known)
    connection.execute(
        f"create or replace temp table word_{column.name} as select distinct d.text, w.code from ("
        f"select distinct x_{column.name} as text from delivered where x_{column.name} is not null"
        f") as d left join known_words as w on {_folded('d.text')} = w.folded"
    )
    connection.unregister("known_words")


def _known_words(column: Column) -> list[tuple[str, str]]:
    """Every spelling of every code: the code itself, its Korean and its English word."""
    if column.type == "boolean":
        return [(w, "true") for w in _YES] + [(w, "false") for w in _NO]
    assert column.vocabulary is not None
    values = VOCABULARIES[column.vocabulary].values
    # codes first: a word of one value never hides the code of another
    spelled = [(v.code, v.code) for v in values]
    spelled += [(word, v.code) for v in values for word in (v.ko, v.en)]
    return [("".join(word.split()).casefold(), code) for word, code in spelled]


def _folded(text: str) -> str:
    """SQL of a text without blanks and case, in composed Hangul."""
    return f"lower(replace(nfc_normalize({text}), ' ', ''))"


def _answers(
    connection: duckdb.DuckDBPyConnection,
    column: str,
    file: Recognised,
    delivery: Delivery,
    places: Places,
) -> Iterable[Answer]:
    """The answers for the distinct texts of one place column."""
    layout, feed = file.layout, FEEDS[file.layout.feed]
    if column == "gu_code":
        return places.answer_gus(text for (text,) in _distinct(connection, "x_gu_code"))
    if column == "place_code":
        return _answer_levels(connection, places)
    if layout.point:
        points = connection.execute(
            "select text, try_cast(split_part(text, ' ', 1) as double) as x, "
            "try_cast(split_part(text, ' ', 2) as double) as y "
            "from (select distinct x_dong_code as text from delivered where x_dong_code is not null)"
        ).df()
        return places.answer_points(points, layout.point.crs, _days(connection, file, delivery))
    gu = "coalesce(x_gu, '')" if delivery.has_gu else "''"
    pairs = _distinct(connection, "x_dong_code", gu)
    if layout.legal_dong:
        return places.answer_legal(pairs)
    if day_sql(layout, delivery) is None:
        return places.answer_dongs(pairs, "any")
    is_month = feed.column(feed.placed_on or "").type == "month"
    return places.answer_dongs(pairs, "month" if is_month else "day")


def _answer_levels(connection: duckdb.DuckDBPyConnection, places: Places) -> Iterable[Answer]:
    """Answers for places of three levels; the level's code stands in `gu`."""
    texts: dict[str, list[str]] = {"city": [], "gu": [], "dong": []}
    rows = connection.execute(
        "select distinct d.x_place_code, w.code from delivered as d "
        "join word_level as w on w.text = d.x_level where w.code is not null and d.x_place_code is not null"
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
    connection: duckdb.DuckDBPyConnection, file: Recognised, delivery: Delivery
) -> list[date] | None:
    """The distinct days of the records, within the deployment's months; None where they have none."""
    day = day_sql(file.layout, delivery)
    if day is None:
        return None
    rows = connection.execute(f"select distinct {day} as day from delivered as d").fetchall()
    return [day for (day,) in rows if day is not None]


def _distinct(connection: duckdb.DuckDBPyConnection, *columns: str) -> list[tuple[str, ...]]:
    """The distinct texts of a column, with what stands beside them."""
    return connection.execute(
        f"select distinct {', '.join(columns)} from delivered where {columns[0]} is not null order by all"
    ).fetchall()


def _make_places(connection: duckdb.DuckDBPyConnection, column: str, answers: list[Answer]) -> None:
    """One answer table, with the rank of each code, by which landing files are sorted."""
    columns = list(zip(*map(astuple, answers), strict=True)) or [()] * len(_ANSWERS)
    table = pa.table(
        [pa.array(list(c), f.type) for c, f in zip(columns, _ANSWERS, strict=True)], schema=_ANSWERS
    )
    connection.register("answers", table)
    connection.execute(
        f"create or replace temp table {name(f'place_{column}')} as "
        "select *, dense_rank() over (order by code)::smallint as rank from answers"
    )
    connection.unregister("answers")
