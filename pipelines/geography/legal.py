"""Legal Dongs (법정동), which addresses name, and the administrative Dongs that they lie in.

No package carries the ministry's table KIKmix; a user may supply it. In Busan 58 of 254 legal
Dongs lie in several administrative Dongs (2017), so a legal Dong often settles nothing.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from pipelines.errors import InputError
from pipelines.geography.names import name_key

_HEADERS = {
    "시군구명": "gu_name_ko",
    "행정동코드": "dong_code",
    "법정동코드": "legal_code",
    "동리명": "legal_name",
    "생성일자": "created",
    "말소일자": "abolished",
}


def legal_dongs(path: Path | str, on: date | None = None) -> pd.DataFrame:
    """Pairs of administrative and legal Dong in force on a day, from a KIKmix-like CSV.

    Parameters
    ----------
    path
        CSV in UTF-8 or CP949 with the ministry's headers 시군구명, 행정동코드, 법정동코드,
        동리명, 생성일자, 말소일자 (yyyymmdd; blank: still in force).
    on
        The day; every pair that the file holds when None.

    Returns
    -------
    DataFrame
        gu_name_ko, dong_code, legal_code (10 digits), legal_name. Rows of provinces and Gu are
        left out.

    Raises
    ------
    InputError
        Not a file, or a header is missing.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path} is not a file; name a CSV of legal Dongs (KIKmix).")
    content = path.read_bytes()
    encoding = "utf-8-sig" if _is_utf8(content) else "cp949"
    rows = pd.read_csv(path, dtype="str", encoding=encoding)
    lacking = [header for header in _HEADERS if header not in rows.columns]
    if lacking:
        raise InputError(f"{path} lacks {', '.join(lacking)}; the headers of KIKmix are wanted.")
    rows = rows.rename(columns=_HEADERS)[list(_HEADERS.values())]
    rows = rows[~rows["dong_code"].str.endswith("00000")]
    if on is not None:
        day = on.strftime("%Y%m%d")
        rows = rows[(rows["created"].fillna("0") <= day) & (rows["abolished"].fillna("9") > day)]
    columns = ["gu_name_ko", "dong_code", "legal_code", "legal_name"]
    return rows[columns].drop_duplicates(ignore_index=True)


def _is_utf8(content: bytes) -> bool:
    """Whether bytes are valid UTF-8."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def legal_dong_candidates(legal_name: str, gu_name: str | None, pairs: pd.DataFrame) -> list[str]:
    """The dong_codes that a legal Dong lies in, ordered; empty for an unknown one.

    Parameters
    ----------
    legal_name
        연산동, 수정동; "부산광역시 연제구 연산동" is read by its last word.
    gu_name
        The Gu's Korean name; None where it is not known.
    pairs
        From `legal_dongs`.
    """
    words = legal_name.split()
    key = name_key(words[-1]) if words else ""
    rows = pairs[pairs["legal_name"].map(name_key) == key]
    if gu_name is not None:
        rows = rows[rows["gu_name_ko"] == gu_name.strip()]
    return sorted(rows["dong_code"].unique())
