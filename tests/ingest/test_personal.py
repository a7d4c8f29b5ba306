from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import ingest
from pipelines.ingest.personal import (
    PHONE,
    RESIDENT,
    SHORTEST,
    SIEVE,
    find_personal,
    has_check_digit,
    mask,
)
from pipelines.settings import Settings
from tests.ingest.conftest import accepted, reasons, refused
from tests.ingest.test_bad_rows import VISIT, take


def check_digit(first_twelve: str) -> str:
    """By hand: weights 2 to 9, then 2 to 5; 11 (foreigners: 13) minus the remainder of 11."""
    total = sum(int(d) * (2 + place % 8) for place, d in enumerate(first_twelve))
    base = 13 if first_twelve[6] in "5678" else 11
    return str((base - total % 11) % 10)


@st.composite
def resident_numbers(draw: st.DrawFn) -> str:
    """Thirteen digits: birth date, century and sex, five more, check digit."""
    born = draw(st.dates(date(1900, 1, 1), date(2019, 12, 31)))
    digit = draw(st.sampled_from("1256" if born.year < 2000 else "3478"))
    serial = draw(st.integers(0, 99_999))
    twelve = f"{born:%y%m%d}{digit}{serial:05d}"
    return twelve + check_digit(twelve)


@st.composite
def mobiles(draw: st.DrawFn) -> str:
    """A mobile number, with or without separators."""
    prefix = draw(
        st.sampled_from(["010", "011", "019", "+82 10", "+82-10", "+8210", "82-10", "0082-10"])
    )
    separator = draw(st.sampled_from(["", "-", ".", " ", " - ", "/", "·", "—", ". "]))
    middle = draw(st.integers(200, 9999))
    return f"{prefix}{separator}{middle}{separator}{draw(st.integers(0, 9999)):04d}"


@st.composite
def area_numbers(draw: st.DrawFn) -> str:
    """A number with an area code, always with separators."""
    area = draw(st.sampled_from(["02", "051", "053", "031", "064", "070", "0505"]))
    form = draw(
        st.sampled_from(
            ["{}-{}-{:04d}", "({}){}-{:04d}", "{}) {}-{:04d}", "{}.{}.{:04d}", "{} {} {:04d}"]
        )
    )
    return form.format(area, draw(st.integers(200, 9999)), draw(st.integers(0, 9999)))


surroundings = st.sampled_from(
    ["", "번호 ", "전화:", "(", "김", " / ", "연락처", '"', "tel", "RRN"]
)


@given(
    number=resident_numbers(),
    before=surroundings,
    separator=st.sampled_from(
        ["", "-", " - ", "–", ".", "/", "_", "  ", "\u2010", "\u2212", "\u2015", "―", " / "]
    ),
)
def test_every_resident_number_is_found_masked_and_passes_the_sieve(
    number: str, before: str, separator: str
):
    text = f"{before}{number[:6]}{separator}{number[6:]}"
    assert find_personal(text) == RESIDENT
    assert mask(text) == re.sub("[0-9]", "*", text)
    assert find_personal(mask(text)) is None
    assert re.search(SIEVE, text)
    assert len(text) >= SHORTEST


@given(number=resident_numbers())
def test_a_number_since_october_2020_needs_no_check_digit_with_a_hyphen(number: str):
    wrong = number[:12] + str((int(number[12]) + 1) % 10)
    assert find_personal(f"{wrong[:6]}-{wrong[6:]}") == RESIDENT
    assert find_personal(wrong) != RESIDENT
    assert not has_check_digit(wrong)


@given(number=st.one_of(mobiles(), area_numbers()), before=surroundings)
def test_every_phone_number_is_found_masked_and_passes_the_sieve(number: str, before: str):
    text = before + number
    assert find_personal(text) == PHONE
    assert mask(text) == re.sub("[0-9]", "*", text)
    assert re.search(SIEVE, text)


@given(st.from_regex(r"2[0-9]{9}", fullmatch=True))
def test_dong_codes_are_neither(code: str):
    assert find_personal(code) is None


@given(st.dates(), st.integers(0, 10**15), st.uuids(), st.binary(min_size=8, max_size=32))
def test_dates_amounts_and_ids_are_neither(day: date, amount: int, uid: object, blob: bytes):
    for text in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day} 12:30:00",
        f"{amount:,}",
        f"{amount / 100:.2f}",
        str(uid),
        "x" + blob.hex(),
        f"V{amount:012d}",
        f"129.0{amount}",
        f"H{amount % 10**8:08d}",
        f"V{amount % 10**8:08d}",
        f"V{amount % 10**11:011d}",
        f"{day:%Y.%m.%d} {amount % 10**4:04d}",
    ):
        assert find_personal(text) is None, text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8201011000003", None),  # not +82 without its plus
        ("800101-1234567", RESIDENT),
        ("８００１０１－１２３４５６７", RESIDENT),
        ("801301-1234567", None),  # month 13
        ("800101-9234567", None),  # born before 1900
        ("000229-3234567", RESIDENT),  # 2000 was a leap year
        ("000229-1234567", None),  # 1900 was none
        ("9800101-1234567", None),  # part of something longer
        ("2017-800101-1234567", None),
        ("010-1234-5678", PHONE),
        ("01012345678", PHONE),
        ("연락처01012345678입니다", PHONE),
        ("051-123-4567", PHONE),
        ("0511234567", None),
        ("1588-1234", None),
        ("35.01012345678", None),
        ("A01012345678", None),
        ("HP010-1234-5678", PHONE),
        ("tel01012345678", PHONE),
        ("TEL-010-1234-5678", PHONE),
        ("010 - 1234 - 5678", PHONE),
        ("010·1234·5678", PHONE),
        ("010—1234—5678", PHONE),
        ("8210-1234-5678", PHONE),
        ("0082-10-1234-5678", PHONE),
        ("+82 10 1234 5678", PHONE),
        ("+82-51-123-4567", PHONE),
        ("051 123 4567", PHONE),
        ("010-1234-5678 / 010-1234-5679", PHONE),
        ("RRN850101-1234566", RESIDENT),
        ("850101-1234566A", RESIDENT),
        ("850101  1234566", RESIDENT),
        ("RRN8501011234566", RESIDENT),
        ("X8501011234566", None),  # one letter and 13 digits are an id
        ("05/02/2017 1230", None),
        ("2611051000 2017-03-20", None),
        ("010-1234", None),
        ("2017-01-012-3456-7890", None),
        ("", None),
    ],
)
def test_examples(text: str, found: str | None):
    assert find_personal(text) == found


def test_rows_with_numbers_are_quarantined_masked_wherever_they_stand(
    installation: Settings, tmp_path: Path
):
    header = VISIT.strip() + ",메모\n"
    number = "800101123456" + check_digit("800101123456")
    rows = [
        "V1,H1,2611051000,2017-03-05,상담,예,깨끗함",
        "V2,H2,2611051000,2017-03-05,상담,예,주민번호 800101-1234567",
        f"{number},H3,2611051000,2017-03-05,상담,예,",
        "V4,010-1234-5678,2611051000,2017-03-05,상담,예,",
        "V5,H5,2611051000,2017-02-31,상담,예,보호자 01012345678",
        f"V6,{number},2611051000,2017-03-05,상담,예,010-1234-5678",
        "V7,H7,051-123-4567,2017-03-05,상담,예,",
    ]
    landed = take(installation, tmp_path / "visits.csv", header + "\n".join(rows))
    assert reasons(installation, landed) == {
        3: "resident_number",
        4: "resident_number",
        5: "phone_number",
        6: "phone_number",
        7: "resident_number",
        8: "phone_number",
    }
    table = refused(installation, landed)
    assert table["raw"].tolist()[0] == "V2,H2,2611051000,2017-03-05,상담,예,주민번호 ******-*******"
    stored = table.to_csv() + accepted(installation, landed).to_csv()
    for secret in ("1234567", number, "1234-5678", "12345678", "123-4567"):
        assert secret not in stored


def test_rows_refused_for_another_reason_are_masked_more_loosely(
    installation: Settings, tmp_path: Path
):
    text = VISIT.strip() + ",메모\n"
    text += "V1,H1,2611051000,2017-02-31,상담,예,x2020-010-1234-5678x\n"
    text += "V2,H2,2611051000,2017-03-05,상담,예/9001011234560,9001011234560\n"
    landed = take(installation, tmp_path / "visits.csv", text)
    assert find_personal("x2020-010-1234-5678x") is None
    assert find_personal("9001011234560") is None  # its check digit is wrong
    table = refused(installation, landed)
    assert table["reason"].tolist() == ["not_a_date", "unknown_value"]
    assert table["raw"].tolist() == [
        "V1,H1,2611051000,2017-02-31,상담,예,x2020-***-****-****x",
        "V2,H2,2611051000,2017-03-05,상담,예/*************,*************",
    ]
    assert "9001011234560" not in table.to_csv()


def test_numbers_in_unreadable_lines_are_masked_too(installation: Settings, tmp_path: Path):
    text = VISIT + "V1,H1,2611051000,2017-03-05,상담,예\ntorn,010-1234-5678"
    landed = take(installation, tmp_path / "visits.csv", text)
    assert reasons(installation, landed) == {3: "phone_number"}
    assert refused(installation, landed)["raw"].tolist() == ["torn,***-****-****"]


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        (b"\0", r"V2,\x00***-****-****"),
        (b"\0\0\0tel", r"V2,\x00\x00\x00tel***-****-****"),
        (b"\xb0", r"V2,\xb0***-****-****"),
        (b"\xff\x90", r"V2,\xff\x90***-****-****"),
        (b"x" * 1_990, "V2," + "x" * 1_990 + "***-***…"),  # the number lies across the cut
    ],
)
def test_no_wrong_byte_and_no_cut_hides_a_number(
    installation: Settings, tmp_path: Path, before: bytes, shown: str
):
    good = "V1,H1,2611051000,2017-03-05,상담,예\n".encode()
    text = VISIT.encode() + good + b"V2," + before + b"010-1234-5678\n" + good.replace(b"V1", b"V3")
    landed = take(installation, tmp_path / "visits.csv", text)
    assert reasons(installation, landed) == {3: "phone_number"}
    assert refused(installation, landed)["raw"].tolist() == [shown]


def test_no_number_reaches_any_file_of_the_installation(installation: Settings, tmp_path: Path):
    text = VISIT + "V1,800101-1234567,2611051000,2017-03-05,상담,예\n"
    take(installation, tmp_path / "visits.csv", text)
    for path in installation.data.rglob("*"):
        assert not path.is_file() or b"1234567" not in path.read_bytes()
    assert ingest.guess(installation, tmp_path / "visits.csv").feed == "visits"
