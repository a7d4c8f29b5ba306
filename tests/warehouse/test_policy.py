"""Policy numbers: dated, complete, one value on any day."""

from datetime import date
from pathlib import Path

import pytest

from pipelines import policy, settings
from pipelines.errors import InputError
from pipelines.policy import OPEN_END

ENTRY = "meaning_ko: 뜻, meaning_en: meaning, source: drawn, source_ko: 그림"


def read(folder: Path, text: str) -> tuple[policy.Parameter, ...]:
    """The parameters that a drawn file states."""
    (folder / "policy_parameters.yaml").write_text(text, encoding="utf-8")
    return policy.read_policy(settings.Settings(data=folder, reference=folder))


def test_a_later_value_ends_the_earlier_the_day_before(tmp_path: Path) -> None:
    text = f"""
- {{parameter: rate, value: 2, valid_from: 2014-01-01, {ENTRY}}}
- {{parameter: rate, value: 1.5, valid_from: 2012-01-01, {ENTRY}}}
- {{parameter: days, value: 30, valid_from: 2013-01-01, {ENTRY}}}
"""
    found = [(p.parameter, p.value, p.valid_from, p.valid_to) for p in read(tmp_path, text)]
    assert found == [
        ("days", 30.0, date(2013, 1, 1), OPEN_END),
        ("rate", 1.5, date(2012, 1, 1), date(2013, 12, 31)),
        ("rate", 2.0, date(2014, 1, 1), OPEN_END),
    ]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{parameter: rate, value: 1, valid_from: 2014-01-01}", "lacks meaning_ko, meaning_en"),
        (f"{{parameter: rate, value: many, valid_from: 2014-01-01, {ENTRY}}}", "write a number"),
        (f"{{parameter: rate, value: true, valid_from: 2014-01-01, {ENTRY}}}", "write a number"),
        (f"{{parameter: rate, value: 1, valid_from: soon, {ENTRY}}}", "write a date"),
    ],
)
def test_an_entry_that_does_not_say_everything_is_refused(
    tmp_path: Path, entry: str, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        read(tmp_path, f"- {entry}\n")


def test_two_values_on_one_date_are_refused(tmp_path: Path) -> None:
    entry = f"- {{parameter: rate, value: 1, valid_from: 2014-01-01, {ENTRY}}}\n"
    with pytest.raises(InputError, match="states rate twice from 2014-01-01"):
        read(tmp_path, entry + entry)


def test_the_projects_own_parameters_are_read_and_sourced() -> None:
    own = policy.read_policy(settings.load())
    assert {p.parameter for p in own} >= {
        "at_risk_window_months", "at_risk_minimum_signal_kinds", "at_risk_arrears_months",
        "at_risk_cut_off_counts_alone", "at_risk_open_case_counts", "reached_window_months",
        "overlap_window_months", "follow_up_days", "still_supported_months", "krw_per_usd",
    }  # fmt: skip
    assert all(p.source and p.meaning_ko and p.meaning_en for p in own)
    assert all(p.source.isascii() and not p.source_ko.isascii() for p in own)
