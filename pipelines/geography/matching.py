"""Names and codes as agencies write them, turned into 10-digit dong_code.

Meant for the distinct values of a column: the work is per value, not per row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

import pandas as pd

from pipelines.errors import AmbiguousNameError
from pipelines.geography import sources
from pipelines.geography.names import name_key

_CODE_IN_BRACKETS = re.compile(r"\((\d{10})\)\s*$")
_SHORT_PROVINCES = {
    "경남": "경상남도",
    "경북": "경상북도",
    "전남": "전라남도",
    "전북": "전라북도",
    "충남": "충청남도",
    "충북": "충청북도",
}


def match_names(names: Sequence[str] | pd.Series, register: pd.DataFrame) -> pd.Series:
    """The dong_code of each name, with the index of `names`.

    Parameters
    ----------
    names
        영주1동, 영주제1동, 중구 중앙동, 부산광역시 중구 중앙동, "부산광역시 중구
        중앙동(2611051000)", 수성2·3가동, Jungang-dong. What stands before the Dong's name must
        name its Gu and city.
    register
        The Dongs that may be meant: from `register` or `validity`.

    Raises
    ------
    AmbiguousNameError
        Some name fits no Dong or several; the message lists each with its candidates.

    Examples
    --------
    >>> match_names(["영주제1동", "영주1동"], register(date(2017, 6, 30), ["26"])).nunique()
    1
    """
    series = names if isinstance(names, pd.Series) else pd.Series(list(names), dtype="str")
    index = NameIndex(register)
    found = {name: index.candidates(name) for name in series.unique()}
    failures = [
        f"{name!r} fits {_described(codes, register) or f'none of {index.size} Dongs'}"
        for name, codes in found.items()
        if len(codes) != 1
    ]
    if failures:
        raise AmbiguousNameError(
            f"{len(failures)} Dong names cannot be placed: {'; '.join(failures)}. "
            f"Write the Gu before the name, or the 10-digit code."
        )
    return series.map({name: codes[0] for name, codes in found.items()}).astype("str")


def name_candidates(name: str, register: pd.DataFrame) -> list[str]:
    """The dong_codes that a name may mean, ordered; empty for an unknown name. Never raises."""
    return NameIndex(register).candidates(name)


def match_codes(codes: Sequence[str] | pd.Series, register: pd.DataFrame) -> pd.Series:
    """The dong_code of each 10-, 8- or 7-digit code, with the index of `codes`.

    Parameters
    ----------
    codes
        Codes as text; blanks around them are dropped.
    register
        The Dongs that may be meant; from `validity` where codes of several vintages occur.

    Returns
    -------
    Series
        dong_code, null where the code is unknown or was given to several Dongs.
    """
    series = codes if isinstance(codes, pd.Series) else pd.Series(list(codes), dtype="str")
    ten = register["dong_code"]
    seven = register["dong_code_7"]
    pairs = pd.concat(
        [
            pd.DataFrame({"code": ten, "dong_code": ten}),
            pd.DataFrame({"code": seven, "dong_code": ten}),
            pd.DataFrame({"code": seven + "0", "dong_code": ten}),
            pd.DataFrame({"code": register["dong_code_8"], "dong_code": ten}),
        ]
    )
    pairs = pairs.dropna().drop_duplicates()
    pairs = pairs[~pairs["code"].duplicated(keep=False)]
    known = pairs.set_index("code")["dong_code"]
    return series.astype("str").str.strip().map(known).astype("str")


class NameIndex:
    """Dongs by name key, built once for many names."""

    def __init__(self, register: pd.DataFrame) -> None:
        self.size = register["dong_code"].nunique()
        self.by_key: dict[str, set[str]] = defaultdict(set)
        self.places: dict[str, set[tuple[str, str]]] = defaultdict(set)
        cities = _city_names()
        columns = ["dong_code", "dong_name_ko", "dong_name_short_ko", "dong_name_en", "gu_name_ko"]
        for code, ministry, short, english, gu in register[columns].itertuples(index=False):
            for name in (ministry, short):
                if isinstance(name, str):
                    self.by_key[name_key(name)].add(code)
            if isinstance(english, str):
                self.by_key[_latin_key(english)].add(code)
            self.places[code].add((str(gu), cities.get(code[:2], "")))

    def candidates(self, name: str) -> list[str]:
        """The codes whose name, Gu and city agree with what is written."""
        text = str(name).strip()
        bracketed = _CODE_IN_BRACKETS.search(text)
        if bracketed:
            return [bracketed[1]] if bracketed[1] in self.places else []
        latin = self.by_key.get(_latin_key(text)) if text.isascii() else None
        if latin:
            return sorted(latin)
        tokens = text.split()
        for length in range(1, len(tokens) + 1):
            codes = self.by_key.get(name_key("".join(tokens[-length:])), set())
            before = "".join(tokens[:-length])
            fitting = sorted(c for c in codes if self._lies_in(c, before))
            if fitting:
                return fitting
        return []

    def _lies_in(self, code: str, before: str) -> bool:
        """Whether the words before a Dong's name fit its Gu and its city."""
        if not before:
            return True
        for gu, city in self.places[code]:
            rest = before.removesuffix(gu.replace(" ", ""))
            full = _SHORT_PROVINCES.get(rest, rest)
            if not rest or (city and full[:2] == city[:2] and full[-1] in "시도" + city[1]):
                return True
        return False


def _latin_key(name: str) -> str:
    """An English name without case, blanks and punctuation."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


@cache
def _city_names() -> dict[str, str]:
    """The newest name of each province or city by the first two digits of its codes."""
    rows = sources.timeline()[["dong_code", "city_name_ko"]]
    codes = rows["dong_code"].str[:2]
    last = rows.assign(city=codes).drop_duplicates("city", keep="last")
    return dict(zip(last["city"], last["city_name_ko"], strict=True))


def _described(codes: Iterable[str], register: pd.DataFrame) -> str:
    """Candidates as Gu, name and code, for a message; the first eight of many."""
    rows = register[register["dong_code"].isin(list(codes))].drop_duplicates("dong_code")
    shown = rows.head(8)
    text = ", ".join(shown["gu_name_ko"] + " " + shown["dong_name_ko"] + " " + shown["dong_code"])
    return text + (f" and {len(rows) - 8} more" if len(rows) > 8 else "")
