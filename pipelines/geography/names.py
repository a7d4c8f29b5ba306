"""Dong names: the two Korean styles, and the comparison that treats them as one.

The Interior ministry writes 영주제1동 and 수성2.3가동, the statistics office 영주1동 and
수성2·3가동. The packages carry the statistics office's names only; the ministry's are derived by
`ministry_name`.
"""

from __future__ import annotations

import re
import unicodedata

STEMS_ENDING_IN_JE = ("거제", "홍제")
"""Place names whose last syllable is 제 itself: 거제1동 is the first Dong of 거제."""

# Cities whose numbered Dongs carry 제 in the ministry's register.
_JE_PREFIXES = ("26",)
# Busan's Dongs numbered without 제 in the ministry's code table KIKcd_H of 2023-05-01: 대저 and
# 명지 and, until its abolition, 전포3동.
_WITHOUT_JE = {"2644051000", "2644052000", "2644053500", "2644054500", "2623062000"}

_NUMBERED = re.compile(r"(?P<stem>\D+?)(?P<je>제?)(?P<number>\d+(?:[.·,]\d+)*)(?P<rest>가?동)")


def split_number(name: str) -> tuple[str, str, str] | None:
    """Stem, number and ending of a numbered Dong's name without 제; None for other names.

    >>> split_number("영주제1동"), split_number("거제1동"), split_number("수성2.3가동")
    (('영주', '1', '동'), ('거제', '1', '동'), ('수성', '2.3', '가동'))
    """
    found = _NUMBERED.fullmatch(name)
    if not found:
        return None
    stem = found["stem"]
    if found["je"] and stem + "제" in STEMS_ENDING_IN_JE:
        stem += "제"
    return stem, found["number"], found["rest"]


def name_key(name: str) -> str:
    """A name reduced to what both styles share: 영주제1동 and 영주1동 have one key.

    Drops 제 before a number, blanks and every middle dot, point or comma; NFC.
    """
    text = re.sub(r"\s+", "", unicodedata.normalize("NFC", name))
    text = re.sub(r"[·ㆍ‧∙・･.,]", ".", text)
    parts = split_number(text)
    return "".join(parts).replace(".", "") if parts else text.replace(".", "")


def ministry_name(name: str, dong_code: str) -> str:
    """The Interior ministry's style of a statistics-office name.

    Adds 제 before the number of a Busan Dong (but for 대저, 명지, 전포3동) and writes a point for
    the middle dot. Checked against the ministry's own names: 205 of Busan's 205 (June 2017), 23
    of Suseong-gu's 23. Elsewhere 제 is not added: right for all 16 other provinces but 2 Dongs of
    Cheongju and about 180 of Seoul, where usage differs Dong by Dong.
    """
    name = name.replace("·", ".").replace(",", ".")
    parts = split_number(name)
    if (
        parts is None
        or not dong_code.startswith(_JE_PREFIXES)
        or dong_code in _WITHOUT_JE
        or parts[2] != "동"
    ):
        return name
    return f"{parts[0]}제{parts[1]}{parts[2]}"
