"""Resident registration numbers and phone numbers: found in any cell, and masked.

Rules, chosen to miss few and to leave codes, dates and amounts alone:

* Resident number, 6 and 7 digits with one to three marks or blanks between: the birth date must
  exist (the seventh digit says the century). The check digit is not asked for, since numbers given
  out since October 2020 have none. A case number of exactly this shape is refused with them.
* Resident number, 13 digits in one: the birth date must exist *and* the check digit must be right
  (of citizens or of foreigners). A number from after October 2020 written so cannot be told
  from any other 13 digits and passes; in quarantine it is masked all the same.
* Mobile phone: 010, 011, 016-019 with or without separators, +82 and 0082 too. Area codes (02,
  031-064), 070, 080 and 050x only with separators: unseparated they look like any other number.
* Letters right before a number do not hide it (HP010-1234-5678), but where it is written without
  separators they must be such a word: other letters and digits are an id. Digits right beside it,
  or beyond a hyphen or decimal point, mean that it is part of something longer (a UUID, a
  coordinate) and not one of these.
"""

from __future__ import annotations

import re
from datetime import date

RESIDENT = "resident_number"
PHONE = "phone_number"

_MARK = r"[\W_]"
_BREAK = r"[^\w,;\n]|_"  # between the parts of a phone number: marks that make no list
_BEFORE = r"(?<![0-9])(?<![0-9][./\-–])"
_OWN_WORD = (
    r"(?:(?<![A-Za-z])|(?<=(?i:tel))|(?<=(?i:hp))|(?<=(?i:phone))|(?<=(?i:fax))"
    r"|(?<=(?i:mobile))|(?<=(?i:cell))|(?<=(?i:rrn))|(?<=(?i:no)))"
)
_AFTER = r"(?![0-9]|[\-–.][0-9])"
_AFTER_ALL = r"(?![0-9A-Za-z]|[\-–][0-9A-Za-z]|[.][0-9])"
_AFTER_PARTS = r"(?![0-9]|[\-–][0-9A-Za-z]|[.][0-9])"
_RESIDENT = re.compile(
    rf"{_BEFORE}(?:"
    rf"(?P<birth>[0-9]{{6}}){_MARK}{{1,3}}(?P<serial>[1-8][0-9]{{6}}){_AFTER}"
    rf"|{_OWN_WORD}(?P<whole>[0-9]{{6}}[1-8][0-9]{{6}}){_AFTER_ALL})"
)
_PARTS = rf"(?:{_BREAK}){{1,3}}[0-9]{{3,4}}(?:{_BREAK}){{1,3}}[0-9]{{4}}"
_JOINED = rf"(?:{_BREAK}){{0,3}}[0-9]{{3,4}}(?:{_BREAK}){{0,3}}[0-9]{{4}}"
_ABROAD = rf"82(?:{_BREAK}){{0,3}}0?(?:{_BREAK}){{0,2}}"
_MOBILE = r"1[016789]"
_AREA = r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|80|50[0-9])"
_PHONE = re.compile(
    rf"{_BEFORE}(?:"
    rf"(?:0|(?:\+|00)?{_ABROAD}){_MOBILE}{_PARTS}{_AFTER_PARTS}"
    rf"|(?:0|{_OWN_WORD}(?:\+|00){_ABROAD}){_AREA}{_PARTS}{_AFTER_ALL}"
    rf"|{_OWN_WORD}(?:0|(?:\+|00){_ABROAD}|82(?:{_BREAK}){{1,3}}0?){_MOBILE}{_JOINED}{_AFTER_ALL})"
)
# What is masked in quarantine: the same shapes whatever stands beside them, any 7th digit.
_LOOSE = re.compile(
    rf"(?<![0-9])(?:[0-9]{{6}}{_MARK}{{0,3}}[0-9]{{7}}"
    rf"|(?:0|(?:00)?{_ABROAD}){_MOBILE}{_MARK}{{0,3}}[0-9]{{3,4}}{_MARK}{{0,3}}[0-9]{{4}}"
    rf"|(?:0|(?:00)?{_ABROAD}){_AREA}{_MARK}{{1,3}}[0-9]{{3,4}}{_MARK}{{1,3}}[0-9]{{4}})(?![0-9])"
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－．＋", "0123456789-.+")

# A cheap first sieve for DuckDB (RE2 has no look-around): whatever it lets pass is judged here.
# Numbers in full-width digits are rare enough to be judged wherever they stand.
SHORTEST = 9
_GAP = "[^0-9A-Za-z]"
SIEVE = (
    "(?:^|[^0-9])(?:"
    f"[0-9]{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]){_GAP}{{0,3}}[1-8][0-9]{{6}}"
    f"|01[016789]{_GAP}{{0,3}}[0-9]{{3,4}}{_GAP}{{0,3}}[0-9]{{4}}"
    f"|0[2-8][0-9]{{0,2}}{_GAP}{{1,3}}[0-9]{{3,4}}{_GAP}{{1,3}}[0-9]{{4}}"
    f"|(?:00)?82{_GAP}{{0,3}}0?{_GAP}{{0,2}}[1-8][0-9]{{0,2}}"
    f"{_GAP}{{0,3}}[0-9]{{3,4}}{_GAP}{{0,3}}[0-9]{{4}}"
    ")|[０-９]{3}"
)

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_CENTURIES = {
    "1": 1900,
    "2": 1900,
    "5": 1900,
    "6": 1900,
    "3": 2000,
    "4": 2000,
    "7": 2000,
    "8": 2000,
}


def find_personal(text: str) -> str | None:
    """The reason to refuse a cell's text: resident_number, phone_number, or None."""
    plain = text.translate(_FULL_WIDTH)
    if any(_is_resident(match) for match in _RESIDENT.finditer(plain)):
        return RESIDENT
    return PHONE if _PHONE.search(plain) else None


def mask(text: str) -> str:
    """A cell's text with a star for every digit of what may be a resident or phone number in it.

    Looser than `find_personal`: a star too many costs nothing. Cell by cell, not line by line: a
    neighbour's digits beside a number would hide it.
    """
    plain = text.translate(_FULL_WIDTH)  # one character for one, so positions stay
    spans = [m.span() for m in _RESIDENT.finditer(plain) if _is_resident(m)]
    spans += [m.span() for pattern in (_PHONE, _LOOSE) for m in pattern.finditer(plain)]
    letters = list(text)
    for start, end in spans:
        for place in range(start, end):
            if plain[place].isdigit():
                letters[place] = "*"
    return "".join(letters)


def has_check_digit(number: str) -> bool:
    """Whether the last of 13 digits is the check digit of the others."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:12], _WEIGHTS, strict=True))
    base = 13 if number[6] in "5678" else 11
    return (base - total % 11) % 10 == int(number[12])


def _is_resident(match: re.Match[str]) -> bool:
    """Whether digits of the right shape are a resident registration number."""
    whole = match["whole"]
    if whole:
        return _is_birth_date(whole[:6], whole[6]) and has_check_digit(whole)
    return _is_birth_date(match["birth"], match["serial"][0])


def _is_birth_date(birth: str, century: str) -> bool:
    """Whether yymmdd is a day of the century that the seventh digit names."""
    year = _CENTURIES[century] + int(birth[:2])
    try:
        date(year, int(birth[2:4]), int(birth[4:]))
    except ValueError:
        return False
    return True
