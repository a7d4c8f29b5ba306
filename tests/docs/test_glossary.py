"""The glossary says what the schema says."""

from pathlib import Path

from pipelines.schema import COLUMNS, FEEDS, MARTS, VOCABULARIES
from pipelines.schema.glossary import render

CHECKOUT = Path(__file__).resolve().parents[2]


def test_the_glossary_is_written_from_the_schema() -> None:
    committed = (CHECKOUT / "GLOSSARY.md").read_text(encoding="utf-8")
    assert committed == render(), "run `uv run python -m pipelines.schema.glossary > GLOSSARY.md`"


def test_every_column_vocabulary_feed_and_mart_stands_in_it() -> None:
    text = render()
    names = [*COLUMNS, *VOCABULARIES, *FEEDS, *MARTS]
    assert [name for name in names if f"`{name}`" not in text] == []
