from datetime import date

import pytest

from pipelines.errors import InputError
from pipelines.geography import legal_dong_candidates, legal_dongs

HEADER = "시군구명,행정동코드,법정동코드,동리명,생성일자,말소일자"
TABLE = f"""{HEADER}
중구,2611000000,2611000000,중구,19950101,
중구,2611051000,2611010700,중앙동4가,19950101,
연제구,2647065000,2647010200,연산동,19950101,
연제구,2647066000,2647010200,연산동,19950101,
연제구,2647071000,2647010200,연산동,19950101,20080301
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_candidates_of_a_legal_dong(tmp_path, encoding):
    path = tmp_path / "kikmix.csv"
    path.write_bytes(TABLE.encode(encoding))
    pairs = legal_dongs(path, date(2017, 6, 30))
    assert legal_dong_candidates("중앙동4가", "중구", pairs) == ["2611051000"]
    assert legal_dong_candidates("부산광역시 연제구 연산동", None, pairs) == [
        "2647065000",
        "2647066000",
    ]
    assert legal_dong_candidates("연산동", "중구", pairs) == []
    assert legal_dong_candidates("", None, pairs) == []
    assert len(legal_dongs(path)) == 4


def test_the_real_table(shared_data):
    path = shared_data / "codes/kikmix_busan_suseong_asof20230501.csv"
    pairs = legal_dongs(path, date(2017, 6, 30))
    busan = pairs[pairs["dong_code"].str.startswith("26")]
    assert len(busan) == 361
    assert busan["legal_code"].nunique() == 254
    assert (busan.groupby("legal_code").size() > 1).sum() == 58
    assert len(pairs) - len(busan) == 35


def test_a_file_without_the_headers_is_refused(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="행정동코드"):
        legal_dongs(path)
    with pytest.raises(InputError, match="not a file"):
        legal_dongs(tmp_path / "none.csv")
