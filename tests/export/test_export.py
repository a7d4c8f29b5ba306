"""Exports: they say what they are, and no cell runs in a spreadsheet."""

import csv
import io
import json
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from pipelines.export import FORMULA_STARTS, neutralise, notices, to_csv, to_geojson
from pipelines.publication import BuildInfo

INFO = BuildInfo(
    build_id="0123456789ab", deployment="busan_dabokdong", name_ko="부산 다복동",
    name_en="Busan Dabokdong", built_at="2026-11-01 09:30:00", published_at="2026-11-01 09:31:00",
    first_month=date(2012, 7, 1), last_month=date(2018, 12, 1), is_invented=True, seed=2014,
    scale=0.1, attribution_ko="통계청", attribution_en="Statistics Korea",
    releases=("internal", "open"), tables={}, hidden_cells={}, feeds=(), code_hash="00000000",
)  # fmt: skip
REAL = BuildInfo(**{**vars(INFO), "is_invented": False, "seed": None, "scale": None})

FRAME = pd.DataFrame(
    {
        "organisation_name": ['=HYPERLINK("http://x")', "+82", "-1", "@sum", "\tx", "사랑의집"],
        "month": pd.to_datetime(["2014-07-01"] * 6).astype("datetime64[s]"),
        "visit_count": pd.array([-1, 2, None, 4, 5, 6], dtype="Int64"),
        "coverage_rate": [0.5, None, 0.25, 1.0, 0.0, 0.1],
        "is_suppressed": [False, True, True, False, False, False],
    }
)


def rows_of(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_csv_has_notices_then_header_then_rows():
    data = to_csv(FRAME, info=INFO, release="open", labels={"month": "월"}, notes=["구: 중구"])
    assert data.startswith(b"\xef\xbb\xbf# ")
    rows = rows_of(data)
    assert [row[0] for row in rows[:5]] == [
        f"# {sentence}" for sentence in (*notices(INFO, "open"), "구: 중구")
    ]
    assert rows[5] == ["organisation_name", "월", "visit_count", "coverage_rate", "is_suppressed"]
    assert rows[6:] == [
        ['\'=HYPERLINK("http://x")', "2014-07-01", "-1", "0.5", "False"],
        ["'+82", "2014-07-01", "2", "", "True"],
        ["'-1", "2014-07-01", "", "0.25", "True"],
        ["'@sum", "2014-07-01", "4", "1.0", "False"],
        ["'\tx", "2014-07-01", "5", "0.0", "False"],
        ["사랑의집", "2014-07-01", "6", "0.1", "False"],
    ]


def test_a_number_in_a_note_keeps_its_commas_and_no_cell_of_a_note_begins_with_a_formula():
    notes = ["1만 2,200건", '48,200 households, "at risk"', 'x,=1+1;=HYPERLINK("http://x")\t@sum']
    data = to_csv(FRAME, info=INFO, release="open", notes=notes).decode("utf-8-sig")
    lines = data.split("\r\n")[len(notices(INFO, "open")) :][:3]
    assert lines[:2] == ["# 1만 2，200건", "# 48，200 households， 'at risk'"]
    # one cell whichever sign separates cells on the reader's PC
    for separator in (",", ";", "\t"):
        assert all(row[0].startswith("# ") and len(row) == 1
                   for row in csv.reader(lines, delimiter=separator))  # fmt: skip


def test_pandas_reads_the_csv_back_without_the_notices():
    back = pd.read_csv(io.BytesIO(to_csv(FRAME, info=INFO, release="open")), comment="#")
    assert back["coverage_rate"].tolist()[2:] == FRAME["coverage_rate"].tolist()[2:]
    assert len(back) == len(FRAME)


def test_a_formula_in_a_label_or_a_note_is_neutralised():
    rows = rows_of(
        to_csv(FRAME, info=INFO, release="open", labels={"month": "=1+1"}, notes=["=2\n=3, =4"])
    )
    assert rows[4] == ["# =2 =3， =4"]
    assert rows[5][1] == "'=1+1"


@pytest.mark.parametrize(("language", "word"), [("ko", "가상 자료"), ("en", "INVENTED DATA")])
def test_only_invented_data_are_called_invented(language, word):
    assert any(word in sentence for sentence in notices(INFO, "open", language))
    assert not any(word in sentence for sentence in notices(REAL, "open", language))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_notices_name_the_build_the_release_and_the_sources(language):
    text = "\n".join(notices(REAL, "internal", language))
    assert REAL.build_id in text
    assert getattr(REAL, f"attribution_{language}") in text
    assert notices(REAL, "internal", language) != notices(REAL, "open", language)


@given(st.text())
def test_no_text_starts_like_a_formula_and_other_text_is_unchanged(text):
    safe = neutralise(text)
    assert not safe.lstrip().startswith(FORMULA_STARTS)
    assert not safe.startswith(("\t", "\r", "\n"))
    assert safe in (text, f"'{text}")


def test_geojson_carries_values_and_what_they_are():
    frame = gpd.GeoDataFrame(FRAME, geometry=[Point(129, 35)] * 6, crs=4326).to_crs(5179)
    content = json.loads(to_geojson(frame, info=INFO, release="open", language="en"))
    assert (content["build_id"], content["release"], content["is_invented"]) == (
        INFO.build_id, "open", True,
    )  # fmt: skip
    assert any("INVENTED" in sentence for sentence in content["notices"])
    assert content["attribution"] == "Statistics Korea"
    assert [feature["properties"] for feature in content["features"]][1:3] == [
        {"organisation_name": "'+82", "month": "2014-07-01", "visit_count": 2,
         "coverage_rate": None, "is_suppressed": True},
        {"organisation_name": "'-1", "month": "2014-07-01", "visit_count": None,
         "coverage_rate": 0.25, "is_suppressed": True},
    ]  # fmt: skip
    longitude, latitude = content["features"][0]["geometry"]["coordinates"]
    assert (round(longitude, 6), round(latitude, 6)) == (129.0, 35.0)


def test_counts_and_won_are_whole_though_a_gap_made_them_floats():
    frame = pd.DataFrame(
        {"at_risk_count": [257.0, None], "value_krw": [1e6, 2.0], "days": [4.0, 5.5],
         "coverage_rate": [1.0, 0.5], "half_count": [1.5, 2.0]}
    )  # fmt: skip
    rows = rows_of(to_csv(frame, info=INFO, release="open"))
    assert rows[-2:] == [["257", "1000000", "4.0", "1.0", "1.5"], ["", "2", "5.5", "0.5", "2.0"]]
