from datetime import date

import pytest

from dashboard import formats


@pytest.mark.parametrize(
    ("value", "ko", "en"),
    [
        (0, "0", "0"),
        (7, "7", "7"),
        (999, "999", "999"),
        (1234, "1,230", "1,230"),
        (9996, "1만", "10,000"),  # rounding carries into the next step
        (12_300, "1만 2,300", "12,300"),
        (12_345, "1만 2,300", "12,300"),
        (99_989, "10만", "100,000"),
        (3_498_529, "350만", "3.5 million"),
        (230_000_000, "2억 3,000만", "230 million"),
        (1_234_567_890_123, "1조 2,300억", "1.23 trillion"),
        (2.3456, "2.35", "2.35"),
        (-12_345, "-1만 2,300", "-12,300"),
    ],
)
def test_prose_has_three_significant_digits_in_each_language(value, ko, en):
    assert formats.short(value, "ko") == ko
    assert formats.short(value, "en") == en


def test_tables_have_exact_numbers():
    assert formats.number(3_498_529, "ko") == "3,498,529"
    assert formats.number(3_498_529, "en") == "3,498,529"
    assert formats.number(2.5, "ko") == "2.5"
    assert formats.number(0.0, "ko") == "0"
    assert formats.number(0.00016, "ko") == "0.0002"
    assert formats.number(-0.0049, "en") == "-0.005"
    assert formats.number(0.1 + 0.2 - 0.3, "en") == "0"


def test_money_follows_the_language():
    assert formats.won(230_000_000, "ko") == "2억 3,000만 원"
    assert formats.won(230_000_000, "en") == "KRW 230 million"


def test_rates_are_per_cent():
    assert formats.percent(0.372, "ko") == "37.2%"
    assert formats.percent(1, "en") == "100.0%"
    assert formats.percent(0.5, "en", decimals=0) == "50%"


def test_dates_follow_the_language():
    day = date(2016, 5, 3)
    assert formats.month(day, "ko") == "2016년 5월"
    assert formats.month(day, "en") == "May 2016"
    assert formats.year(day, "ko") == "2016년"
    assert formats.full_date(day, "ko") == "2016년 5월 3일"
    assert formats.full_date(day, "en") == "May 3, 2016"


def test_a_build_time_is_read_to_its_day():
    assert formats.parse_date("2026-11-21T09:00:00+00:00") == date(2026, 11, 21)
    assert formats.parse_date("2026-11-21 09:00:00") == date(2026, 11, 21)
