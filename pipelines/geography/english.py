"""English names of Dongs and Gu: the census tables' own, romanised where they have none."""

from __future__ import annotations

import pandas as pd

from pipelines.geography import sources
from pipelines.geography.romanise import romanise_place


def english_dong_names(code7: pd.Series, name_ko: pd.Series) -> pd.Series:
    """English Dong names: the census tables' where they have the code, else romanised.

    A census name with another ending (-eup for a 면 of an earlier year) is romanised too.
    """
    rows = sources.census_names().dropna(subset=["dong_code_sgis", "dong_name_en"])
    rows = rows[rows["dong_code_sgis"].str.len() == 7].drop_duplicates("dong_code_sgis")
    return _known_or_romanised(code7, name_ko, rows.set_index("dong_code_sgis")["dong_name_en"])


def english_gu_names(gu_code_sgis: pd.Series, name_ko: pd.Series) -> pd.Series:
    """English Gu names: the census tables' where they have the code, else romanised."""
    rows = sources.census_names().dropna(subset=["gu_code_sgis", "gu_name_en"])
    rows = rows.drop_duplicates("gu_code_sgis")
    return _known_or_romanised(gu_code_sgis, name_ko, rows.set_index("gu_code_sgis")["gu_name_en"])


def _known_or_romanised(codes: pd.Series, name_ko: pd.Series, known: pd.Series) -> pd.Series:
    """Names by code where one is known and ends alike, else romanised."""
    romanised = name_ko.map({name: romanise_place(name) for name in name_ko.dropna().unique()})
    listed = codes.map(known).astype("str")
    alike = listed.str.extract(r"(\w+)$")[0] == romanised.str.extract(r"(\w+)$")[0]
    return listed.where(alike, romanised)
