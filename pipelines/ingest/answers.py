"""The answer tables for words and ids: what each distinct text of a column means.

`word_<column>`(text, code) with a null code for an unknown word; `key_<column>`(text, pseudonym).
"""

from __future__ import annotations

import duckdb
import pandas as pd

from pipelines.ingest.delivery import Delivery, clean
from pipelines.ingest.pseudonym import Key, pseudonym_sql
from pipelines.ingest.recognising import Recognised
from pipelines.schema import FEEDS, VOCABULARIES, Column

_YES = ("true", "t", "yes", "y", "1", "예", "네", "유", "o", "○", "made", "참")
_NO = ("false", "f", "no", "n", "0", "아니오", "아니요", "무", "x", "×", "거짓")


def make_words_and_keys(
    connection: duckdb.DuckDBPyConnection, file: Recognised, delivery: Delivery, key: Key
) -> None:
    """Make the tables for every filled column of words, of yes and no, or of pseudonyms."""
    feed = FEEDS[file.layout.feed]
    for column in feed.columns:
        if column.name not in delivery.filled:
            continue
        if column.name in feed.pseudonymised:
            _make_keys(connection, column.name, key)
        elif column.vocabulary or column.type == "boolean":
            _make_words(connection, column)


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
    values = VOCABULARIES[column.vocabulary or ""].values
    # codes first: a word of one value never hides the code of another
    spelled = [(v.code, v.code) for v in values]
    spelled += [(word, v.code) for v in values for word in (v.ko, v.en)]
    return [("".join(word.split()).casefold(), code) for word, code in spelled]


def _folded(text: str) -> str:
    """SQL of a text without blanks and case, in composed Hangul."""
    return f"lower(replace(nfc_normalize({text}), ' ', ''))"
