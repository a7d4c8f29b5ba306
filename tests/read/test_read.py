"""Reading: slices, types, words, and refusals that say what there is."""

from datetime import date, datetime

import pandas as pd
import pytest

from pipelines import publish, read
from pipelines.errors import InputError, NotBuiltError
from tests.publish.drawn import (
    DEPLOYMENT,
    DONGS,
    MONTHS,
    coverage,
    draw_warehouse,
    places,
    settings_in,
)

COVERAGE = "coverage_by_dong_month"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """A publication: in July 7 are at risk in the first Dong, 43 in the second; else 40."""
    settings = settings_in(tmp_path_factory.mktemp("data"))
    at_risk = {(DONGS[0], MONTHS[0]): 7, (DONGS[1], MONTHS[0]): 43}
    reached = {(DONGS[0], MONTHS[0]): 2}
    budget = pd.DataFrame(
        {"dong_code": DONGS[0], "gu_code": "27260", "fiscal_year": [2014], "level": "dong",
         "line": "operations", "amount_krw": [12_000_000]}
    )  # fmt: skip
    rows = {**places(), COVERAGE: coverage(at_risk, reached), "budget_by_dong_year": budget}
    draw_warehouse(settings, rows)
    publish.publish(settings, DEPLOYMENT)
    return settings


def test_internal_is_exact(settings):
    frame = read.table(COVERAGE, deployment=DEPLOYMENT, month=MONTHS[0], settings=settings)
    assert frame["dong_code"].tolist() == list(DONGS)
    assert frame["at_risk_count"].tolist() == [7, 43, 40]
    assert frame["coverage_gap_count"].tolist() == [7 - 2, 43 - 20, 40 - 20]
    assert frame["coverage_rate"].tolist() == [2 / 7, 20 / 43, 20 / 40]
    assert not frame["is_suppressed"].any()


def test_open_is_protected(settings):
    frame = read.table(
        COVERAGE, deployment=DEPLOYMENT, release="open", month=MONTHS[0], settings=settings
    )
    # keys of four set bits: no noise of the key, so 43 -> 45 by the 10-5 table
    assert frame["at_risk_count"].isna().tolist() == [True, False, False]
    assert frame["at_risk_count"].tolist()[1:] == [45, 40]
    assert frame["coverage_gap_count"].isna().tolist() == [True, False, False]
    assert frame["coverage_gap_count"].tolist()[1:] == [45 - 20, 40 - 20]
    assert frame["coverage_rate"].tolist()[1:] == [20 / 45, 20 / 40]
    assert frame["is_suppressed"].tolist() == [True, False, False]


def test_types_follow_the_schema(settings):
    types = read.table(COVERAGE, deployment=DEPLOYMENT, settings=settings).dtypes.astype(str)
    assert types.to_dict() == {
        "dong_code": "str", "gu_code": "str", "month": "datetime64[s]",
        "household_count": "Int64", "at_risk_count": "Int64", "reached_count": "Int64",
        "coverage_gap_count": "Int64", "coverage_rate": "float64", "is_suppressed": "bool",
    }  # fmt: skip


def test_an_empty_table_has_the_same_types(settings):
    frame = read.table("rollout_by_dong", deployment=DEPLOYMENT, settings=settings)
    assert frame.empty
    assert frame.dtypes.astype(str).to_dict() == {
        "dong_code": "str", "gu_code": "str", "phase": "str", "cohort_month": "datetime64[s]",
        "source": "str", "is_invented": "boolean",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        ({}, 3 * 3),
        ({"dong": DONGS[0]}, 3),
        ({"dong": DONGS[:2], "month": MONTHS[1]}, 2),
        ({"gu": "27260"}, 3 * 3),
        ({"gu": ["27260"], "month": (MONTHS[1], MONTHS[2])}, 3 * 2),
        ({"month": datetime(2014, 8, 1)}, 3),
        ({"month": pd.Timestamp("2014-08-01")}, 3),
        ({"dong": []}, 0),
    ],
)
def test_filters_keep_what_they_say(settings, filters, rows):
    assert len(read.table(COVERAGE, deployment=DEPLOYMENT, settings=settings, **filters)) == rows


def test_columns_come_in_the_order_asked_for_and_rows_in_order_of_grain(settings):
    frame = read.table(
        COVERAGE, deployment=DEPLOYMENT, columns=["at_risk_count", "month"], settings=settings
    )
    assert frame.columns.tolist() == ["at_risk_count", "month"]
    assert frame["month"].dt.month.tolist() == [7, 8, 9] * 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "coverage"}, "Known: dongs, gus, .*coverage_by_dong_month"),
        ({"name": "household_month_features"}, "no published table"),
        ({"name": "../../warehouse"}, "no published table"),
        ({"release": "../internal"}, "Known: internal, open"),
        ({"gu": "26110"}, "Candidates: 27260 수성구"),
        ({"dong": "2726051001"}, "Candidates: 2726051000 범어제1동"),
        ({"dong": "' or 1=1 --"}, "has no dong_code"),
        ({"month": date(2014, 7, 15)}, "a month is written as its first day"),
        ({"month": date(2019, 1, 1)}, "2014-07-01 to 2014-09-01"),
        ({"month": (MONTHS[1], MONTHS[0])}, "runs backwards"),
        ({"month": "2014-07-01"}, "give a date"),
        ({"columns": ["at_risk_count; drop table x"]}, "Known: dong_code"),
        ({"columns": ["at_risk_count_key"]}, "Known: dong_code"),
        ({"columns": []}, "Known: dong_code"),
        ({"name": "budget_by_dong_year", "month": MONTHS[0]}, "has no month"),
        ({"name": "coverage_by_gu_month", "dong": DONGS[0]}, "has no dong_code"),
        ({"deployment": "seoul"}, "Known: busan_dabokdong, suseong_dodream"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(settings, arguments, message):
    arguments = {"name": COVERAGE, "deployment": DEPLOYMENT, "settings": settings, **arguments}
    with pytest.raises(InputError, match=message):
        read.table(**arguments)


def test_an_unpublished_deployment_says_which_command_publishes(settings):
    with pytest.raises(NotBuiltError, match="dabokdong run -d busan_dabokdong"):
        read.table(COVERAGE, deployment="busan_dabokdong", settings=settings)


def test_only_published_deployments_are_listed(settings):
    assert [entry.id for entry in read.deployments(settings)] == [DEPLOYMENT]


def test_build_info_says_what_is_shown(settings):
    info = read.build_info(DEPLOYMENT, settings=settings)
    assert (info.build_id, info.is_invented, info.seed, info.scale) == (
        "0123456789ab",
        True,
        2014,
        0.1,
    )
    assert (info.first_month, info.last_month) == (MONTHS[0], MONTHS[2])
    assert read.months(DEPLOYMENT, settings=settings) == list(MONTHS)


def test_maps_come_in_degrees_with_codes_and_names(settings):
    dongs = read.geo("dongs", deployment=DEPLOYMENT, settings=settings)
    gus = read.geo("gus", deployment=DEPLOYMENT, gu="27260", settings=settings)
    assert (len(dongs), len(gus)) == (23, 1)
    assert dongs.crs.to_epsg() == gus.crs.to_epsg() == 4326
    assert {"dong_code", "gu_code", "dong_name_ko", "dong_name_en"} <= set(dongs.columns)
    with pytest.raises(InputError, match="Known: dongs, gus"):
        read.geo("cities", deployment=DEPLOYMENT, settings=settings)


def test_words_come_in_both_languages():
    assert read.labels(COVERAGE, "ko")["coverage_rate"] == "포괄률"
    assert list(read.labels(COVERAGE, "en"))[-1] == "is_suppressed"
    assert read.meaning("at_risk_count", "en").startswith("Households from the month in which")
    assert read.values("arm", "ko") == {"treated": "시범", "control": "통제"}
    for ask in (
        lambda: read.labels(COVERAGE, "jp"),
        lambda: read.meaning("income", "ko"),
        lambda: read.values("colours", "ko"),
    ):
        with pytest.raises(InputError):
            ask()


def test_exact_totals_of_ingest_are_internal(settings):
    name = "ingest_by_feed_outcome"
    assert read.table(name, deployment=DEPLOYMENT, settings=settings).columns[0] == "feed"
    with pytest.raises(InputError, match="ingest_by_feed_outcome is internal"):
        read.table(name, deployment=DEPLOYMENT, release="open", settings=settings)
