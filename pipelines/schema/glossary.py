"""The glossary, written from the schema: `python -m pipelines.schema.glossary > GLOSSARY.md`."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.schema.columns import COLUMNS
from pipelines.schema.estimates import ESTIMATES
from pipelines.schema.feeds import FEEDS
from pipelines.schema.marts import MARTS
from pipelines.schema.model import Column, Feed, Table
from pipelines.schema.vocabularies import VOCABULARIES

INTRODUCTION = """# Glossary

Written from `pipelines/schema/` by `python -m pipelines.schema.glossary > GLOSSARY.md`; a test keeps it so.
Change a word there, never here.

Three words decide everything else. A household is **at risk** (위기가구) when it meets the rule of
`data/reference/policy_parameters.yaml`: that is observed, from the lists the offices hold. It is **reached**
(발굴 가구) when somebody met it, or a case was open, within the window. The **coverage gap** (포괄 격차) is the
difference. Households on no list at all are the *unreached* in the strict sense: they are estimated, never
observed, and always called estimated.
"""


def render() -> str:
    """The whole glossary as Markdown."""
    return "\n".join([INTRODUCTION, *_columns(), *_vocabularies(), *_tables()]) + "\n"


def _columns() -> Iterator[str]:
    yield "## Columns\n"
    yield "| Name | Korean | English | Type | Unit | Meaning | 뜻 |"
    yield "|---|---|---|---|---|---|---|"
    for column in sorted(COLUMNS.values(), key=lambda column: column.name):
        yield (
            f"| `{column.name}` | {column.ko} | {column.en} | {_type(column)} | {_unit(column)} "
            f"| {column.meaning_en} | {column.meaning_ko} |"
        )


def _type(column: Column) -> str:
    kind = {"plain": "", "count": ", protected"}.get(column.role, f", {column.role}")
    return f"{column.type}{kind}"


def _unit(column: Column) -> str:
    if column.unit is None:
        return ""
    units = {value.code: value.en for value in VOCABULARIES["unit_of_measure"].values}
    return units[column.unit]


def _vocabularies() -> Iterator[str]:
    yield "\n## Closed vocabularies\n"
    for vocabulary in VOCABULARIES.values():
        yield f"\n### `{vocabulary.name}`\n"
        yield "| Code | Korean | English | Group |\n|---|---|---|---|"
        for value in vocabulary.values:
            yield f"| `{value.code}` | {value.ko} | {value.en} | {value.group or ''} |"


def _tables() -> Iterator[str]:
    yield "\n## Feeds\n"
    yield from _listing(FEEDS)
    yield "\n## Marts\n"
    yield from _listing(MARTS)
    yield "\n## Estimates\n"
    yield from _listing(ESTIMATES)


def _listing(tables: dict[str, Feed] | dict[str, Table]) -> Iterator[str]:
    yield "| Name | Korean | One row per | Meaning |\n|---|---|---|---|"
    for table in tables.values():
        grain = " x ".join(f"`{name}`" for name in table.grain)
        yield f"| `{table.name}` | {table.ko} | {grain} | {table.meaning_en} |"


if __name__ == "__main__":
    print(render(), end="")
