"""What the schema promises about itself."""

import pytest

from pipelines.schema import COLUMNS, ESTIMATES, FEEDS, MARTS, VOCABULARIES

SUFFIX_UNITS = {"_km2": "km2", "_krw": "krw"}


def test_every_vocabulary_a_column_names_exists() -> None:
    named = {column.vocabulary for column in COLUMNS.values() if column.vocabulary}
    assert named - set(VOCABULARIES) == set()


def test_every_unit_is_a_unit_of_measure() -> None:
    units = {column.unit for column in COLUMNS.values() if column.unit}
    assert units - set(VOCABULARIES["unit_of_measure"].codes) == set()


@pytest.mark.parametrize("column", COLUMNS.values(), ids=lambda column: column.name)
def test_a_column_speaks_both_languages(column) -> None:
    assert all((column.ko, column.en, column.meaning_ko, column.meaning_en))
    assert any("가" <= letter <= "힣" for letter in column.ko)
    assert not any("가" <= letter <= "힣" for letter in column.en + column.meaning_en)


def test_no_two_columns_share_a_label_in_one_feed() -> None:
    for feed in FEEDS.values():
        for labels in (
            [column.ko for column in feed.columns],
            [column.en.lower() for column in feed.columns],
        ):
            assert len(labels) == len(set(labels)), feed.name


def test_codes_are_unique_within_a_vocabulary() -> None:
    for vocabulary in VOCABULARIES.values():
        assert len(vocabulary.codes) == len(set(vocabulary.codes)), vocabulary.name


def test_groups_of_channels_are_the_five_lists() -> None:
    groups = {value.group for value in VOCABULARIES["report_channel"].values if value.group}
    assert groups == set(VOCABULARIES["channel_group"].codes)
    assert len(groups) == 5


@pytest.mark.parametrize("table", MARTS.values(), ids=lambda table: table.name)
def test_a_published_mart_can_pass_the_gate(table) -> None:
    names = {column.name for column in table.columns}
    assert set(table.grain) <= names
    if not table.is_published:
        return
    assert not any(column.type == "key" for column in table.columns)
    for column in table.columns:
        parts = column.parts or ((table.guard,) if column.role == "magnitude" else ())
        assert set(parts) <= names, f"{table.name}.{column.name} hangs on {parts}"
        if column.role in ("rate", "difference", "magnitude"):
            assert parts, f"{table.name}.{column.name} hangs on nothing"


def test_counts_end_in_count_and_rates_in_rate() -> None:
    internal = {c.name for t in ESTIMATES.values() if not t.is_open for c in t.columns}
    elsewhere = {c.name for t in (*MARTS.values(), *ESTIMATES.values())
                 if t.is_open for c in t.columns}  # fmt: skip
    model_only = internal - elsewhere
    for column in COLUMNS.values():
        if column.role == "count":
            assert column.name.endswith("_count")
        # a rate of a model's validation is no quotient of counts, and never leaves the office
        is_of_model = column.name in model_only and column.role == "plain"
        if column.name.endswith("_rate") and not is_of_model:
            assert column.role == "rate"
        for suffix, unit in SUFFIX_UNITS.items():
            if column.name.endswith(suffix):
                assert column.unit == unit


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
def test_a_feed_is_consistent(feed) -> None:
    names = {column.name for column in feed.columns}
    assert set(feed.grain) <= set(feed.required) <= names
    assert set(feed.sort) | set(feed.pseudonymised) <= names
    assert feed.placed_on is None or feed.placed_on in names
    assert set(feed.follows) <= set(FEEDS)
    assert {name for pair in feed.not_before for name in pair} <= names
