"""The words of the schema, in Korean and English."""

from __future__ import annotations

from typing import Literal

from pipelines.errors import InputError
from pipelines.read.tables import all_columns, published_table
from pipelines.schema import COLUMNS, VOCABULARIES

Language = Literal["ko", "en"]


def labels(name: str, language: Language) -> dict[str, str]:
    """The words for a table's columns, by column, in the order of the table.

    Raises InputError for an unknown table or language.
    """
    word = _language(language)
    return {column: getattr(COLUMNS[column], word) for column in all_columns(published_table(name))}


def meaning(column: str, language: Language) -> str:
    """What a column means, in one sentence.

    Raises InputError for an unknown column or language.
    """
    if column not in COLUMNS:
        raise InputError(f"There is no column {column!r}. GLOSSARY.md lists every column.")
    return str(getattr(COLUMNS[column], f"meaning_{_language(language)}"))


def values(vocabulary: str, language: Language) -> dict[str, str]:
    """The words for a vocabulary's codes, by code, in the order in which people read them.

    Raises InputError for an unknown vocabulary or language.
    """
    if vocabulary not in VOCABULARIES:
        known = ", ".join(sorted(VOCABULARIES))
        raise InputError(f"There is no vocabulary {vocabulary!r}. Known: {known}.")
    word = _language(language)
    return {value.code: getattr(value, word) for value in VOCABULARIES[vocabulary].values}


def _language(language: str) -> str:
    if language not in ("ko", "en"):
        raise InputError(f"There is no language {language!r}. Known: ko, en.")
    return language
