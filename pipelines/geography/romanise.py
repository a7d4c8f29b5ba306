"""Korean place names in Latin letters.

Rules: Revised Romanisation of Korean, Ministry of Culture and Tourism notice 2000-8. The sound
changes between syllables are applied as place names need them (Dangni, Samnak, Myeongnyun),
tensing is not written, and the suffixes -dong, -eup, -myeon, -gu, -gun, -si follow a hyphen.
"""

from __future__ import annotations

import unicodedata

from pipelines.geography.names import split_number

_INITIALS = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s"]
_INITIALS += ["ss", "", "j", "jj", "ch", "k", "t", "p", "h"]
_VOWELS = ["a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae"]
_VOWELS += ["oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"]
_FINALS = ["", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l"]
_FINALS += ["p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"]
_CARRIED = {1: "g", 2: "kk", 4: "n", 7: "d", 8: "r", 16: "m", 17: "b", 19: "s", 20: "ss"}
_CARRIED |= {22: "j", 23: "ch", 24: "k", 25: "t", 26: "p", 27: ""}
# what a final and the initial after it become together
_TOGETHER = {
    ("k", "n"): "ngn", ("k", "m"): "ngm", ("k", "r"): "ngn",
    ("t", "n"): "nn", ("t", "m"): "nm", ("t", "r"): "nn",
    ("p", "n"): "mn", ("p", "m"): "mm", ("p", "r"): "mn",
    ("n", "r"): "ll", ("l", "n"): "ll", ("l", "r"): "ll",
    ("m", "r"): "mn", ("ng", "r"): "ngn",
}  # fmt: skip
_SINO = ["", "il", "i", "sam", "sa", "o", "yuk", "chil", "pal", "gu"]
_SUFFIXES = {"동": "dong", "읍": "eup", "면": "myeon", "구": "gu", "군": "gun", "시": "si"}


def romanise(text: str) -> str:
    """The Hangul of a word in Latin letters, lower case; anything else unchanged.

    >>> romanise("당리")
    'dangni'
    """
    out: list[str] = []
    final = 0  # the final consonant still to be written, as its index; 0: none
    for char in unicodedata.normalize("NFC", text):
        if not "가" <= char <= "힣":
            out += [_FINALS[final], char]
            final = 0
            continue
        initial, rest = divmod(ord(char) - ord("가"), 588)
        vowel, next_final = divmod(rest, 28)
        out += [_junction(final, initial), _VOWELS[vowel]]
        final = next_final
    return "".join([*out, _FINALS[final]])


def _junction(final: int, initial: int) -> str:
    """What stands between two vowels: the final of one syllable and the initial of the next."""
    letter = _INITIALS[initial]
    if not final:
        return letter
    if not letter and final in _CARRIED:
        return _CARRIED[final]
    return _TOGETHER.get((_FINALS[final], letter), _FINALS[final] + letter)


def romanise_place(name: str) -> str:
    """The English form of a Dong's or Gu's name, as Statistics Korea writes it.

    >>> romanise_place("중앙동"), romanise_place("영주제1동"), romanise_place("해운대구")
    ('Jungang-dong', 'Yeongju 1(il)-dong', 'Haeundae-gu')
    """
    parts = split_number(name)
    if parts:
        stem, number, ending = parts
        number = number.replace("·", ".").replace(",", ".")
        reading = "".join(read_number(int(n)) for n in number.split("."))
        hyphened = "-ga-dong" if ending == "가동" else "-dong"
        return f"{romanise(stem).capitalize()} {number}({reading}){hyphened}"
    if len(name) > 1 and name[-1] in _SUFFIXES:
        return f"{romanise(name[:-1]).capitalize()}-{_SUFFIXES[name[-1]]}"
    return romanise(name).capitalize()


def read_number(number: int) -> str:
    """How a number from 1 to 99 is read in Korean, in Latin letters."""
    tens, ones = divmod(number, 10)
    ten = "sib" if _SINO[ones][:1] in {"i", "o"} else "sip"
    return ("" if tens < 2 else _SINO[tens]) + (ten if tens else "") + _SINO[ones]
