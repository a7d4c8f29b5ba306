"""Real agency files, each with its layout and what becomes of every row.

A row of an unpivoted file is one record: one Dong, month, age band and sex (21 bands x 2 sexes = 42
a line).
"""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from pipelines import ingest
from pipelines.schema import VOCABULARIES
from pipelines.settings import Settings
from tests.ingest.conftest import BUSAN, accepted, refused

OLD = (*(f"{age}_{age + 4}" for age in range(65, 100, 5)), "100_over")


@pytest.mark.parametrize(
    ("year", "people", "old", "lines"),
    [(2016, 3_498_529, 536_064, 3831), (2017, None, 565_527, 3829)],
)
def test_mois_five_year_ages(
    installation: Settings, shared_data: Path, year: int, people: int | None, old: int, lines: int
):
    path = shared_data / "stats" / f"mois_age5_{year}12_nationwide.xlsx"
    landed = ingest.ingest_file(installation, BUSAN, path)
    assert landed.layout.startswith("mois_age5_xlsx@")
    assert landed.rows_read == lines * 42
    assert landed.rows_accepted == 205 * 42
    # 17 provinces and the Gu, cities and counties below them are 278 lines of totals
    elsewhere = (lines - 205 - 278) * 42
    assert landed.quarantined == {"other_city": elsewhere, "total_row": 278 * 42}
    rows = accepted(installation, landed)
    assert rows["dong_code"].nunique() == 205
    assert {str(day)[:10] for day in rows["month"]} == {f"{year}-12-01"}
    assert set(rows["age_band"]) == set(VOCABULARIES["age_band"].codes) - {"not_stated"}
    if people is not None:
        assert rows["population_count"].sum() == people
    assert rows.loc[rows["age_band"].isin(OLD), "population_count"].sum() == old


def longer(settings: Settings, last_month: str) -> Settings:
    """The same reference, with Busan's months going on."""
    path = settings.reference / "deployments" / f"{BUSAN}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("last_month: 2018-12-01", f"last_month: {last_month}"), "utf-8")
    return settings


def test_mois_single_ages_in_cp949_are_added_up_to_bands(
    own_reference: Settings, shared_data: Path
):
    path = shared_data / "stats" / "mois_age1_202006_nationwide_cp949.csv"
    settings = longer(own_reference, "2020-06-01")
    landed = ingest.ingest_file(settings, BUSAN, path)
    assert landed.layout.startswith("mois_age1_csv@")
    assert landed.rows_read == 3823 * 21  # bands of both sexes together
    assert landed.rows_accepted == 205 * 21
    assert landed.quarantined == {
        "other_city": (3823 - 205 - 278) * 21,
        "total_row": 278 * 21,
    }
    rows = accepted(settings, landed)
    assert set(rows["sex"]) == {"not_stated"}
    # the file's own line for Busan
    assert rows["population_count"].sum() == 3_404_423


@pytest.mark.slow  # half a minute: twelve months of the whole country
def test_mois_population_by_month(own_reference: Settings, shared_data: Path):
    path = shared_data / "stats" / "mois_pop_households_201902-202001_nationwide.csv"
    settings = longer(own_reference, "2020-01-01")
    landed = ingest.ingest_file(settings, BUSAN, path)
    assert landed.layout.startswith("mois_pop_households_csv@")
    assert landed.rows_read == 3871 * 24  # men and women of 12 months
    # 206 Dongs for 11 months; in January 2020 장전제3동 is gone, and its line says 0 and 0
    assert landed.rows_accepted == (206 * 11 + 205) * 2
    # Dongs made or ended elsewhere within the year have empty cells
    assert landed.quarantined == {
        "other_city": 80_344,
        "total_row": 278 * 24,
        "missing_value": 944,
        "other_vintage": 2,
    }
    gone = refused(settings, landed).query("reason == 'other_vintage'")
    assert gone["detail"].str.startswith("2641062000 was in force").all()
    rows = accepted(settings, landed)
    first = rows[[str(day).startswith("2019-02") for day in rows["month"]]]
    assert first["population_count"].sum() == 3_436_230  # the file's own line for Busan


def test_a_month_after_the_deployment_ends_is_out_of_range(
    installation: Settings, shared_data: Path
):
    path = shared_data / "stats" / "mois_age1_202006_nationwide_cp949.csv"
    landed = ingest.ingest_file(installation, BUSAN, path)
    assert landed.rows_accepted == 0
    assert landed.quarantined == {"date_out_of_range": (3823 - 278) * 21, "total_row": 278 * 21}


def test_food_banks_in_an_ambiguous_legal_dong_are_quarantined_with_candidates(
    own_reference: Settings, shared_data: Path
):
    codes = shared_data / "codes" / "kikmix_busan_suseong_asof20230501.csv"
    shutil.copy(codes, own_reference.reference / "legal_dongs.csv")
    landed = ingest.ingest_file(own_reference, BUSAN, shared_data / "cases" / "busan_foodbanks.csv")
    assert landed.layout.startswith("busan_foodbanks_csv@")
    assert (landed.rows_read, landed.rows_accepted) == (33, 12)
    assert landed.quarantined == {"ambiguous_dong": 21}
    rows = accepted(own_reference, landed).set_index("organisation_name")
    assert rows.loc["사상구기초푸드뱅크", "dong_code"] == "2653059300"  # 모라3동: administrative
    assert rows.loc["강서구기초푸드마켓", "dong_code"] == "2644051000"  # 대저1동: both
    assert rows["dong_code"].isna().sum() == 2  # no Dong in the address
    details = refused(own_reference, landed).set_index("row_number")["detail"]
    assert details[34] == "재송동: 재송제1동 2635065000, 재송제2동 2635066000"


def test_food_banks_without_the_table_of_legal_dongs_are_not_guessed(
    installation: Settings, shared_data: Path
):
    landed = ingest.ingest_file(installation, BUSAN, shared_data / "cases" / "busan_foodbanks.csv")
    assert landed.quarantined == {"unknown_dong": 29}
    assert "no table of legal Dongs" in refused(installation, landed)["detail"].iloc[0]


SEATTLE = "seattle"


@pytest.fixture
def seattle(own_reference: Settings) -> Settings:
    """A deployment on a grid of 4 x 6 squares of 0.05 degrees over Seattle, coded A1 to D6."""
    squares = {
        f"{'ABCD'[i]}{j + 1}": shapely.box(
            -122.45 + i * 0.06, 47.48 + j * 0.05, -122.45 + (i + 1) * 0.06, 47.48 + (j + 1) * 0.05
        )
        for i in range(4)
        for j in range(6)
    }
    folder = own_reference.reference / "deployments"
    grid = gpd.GeoDataFrame(
        {"dong_code": list(squares), "dong_name": list(squares)},
        geometry=list(squares.values()),
        crs="EPSG:4326",
    )
    grid.to_file(folder / "grid.geojson", driver="GeoJSON")
    (folder / f"{SEATTLE}.yaml").write_text(
        "name_ko: 시애틀\nname_en: Seattle\nprogramme: dabokdong\ndong_prefixes: ['']\n"
        "boundaries_on: 2018-01-01\nfirst_month: 2001-01-01\nlast_month: 2020-12-01\n"
        "boundary_file: grid.geojson\n",
        encoding="utf-8",
    )
    return own_reference


def test_seattle_cases_are_placed_by_points(seattle: Settings, shared_data: Path):
    path = shared_data / "cases" / "seattle_seris_2016-2018.csv"
    landed = ingest.ingest_file(seattle, SEATTLE, path)
    assert landed.feed == "cases"
    assert landed.rows_read == 861
    assert landed.quarantined == {
        "wrong_order": 12,  # cleaned up before the first complaint
        "outside_boundaries": 2,  # one at 0/0, one in Louisiana
        "missing_value": 1,  # opened on NULL
    }
    assert landed.rows_accepted == 861 - 12 - 2 - 1
    rows = accepted(seattle, landed, SEATTLE)
    assert rows["dong_code"].str.fullmatch("[A-D][1-6]").all()
    assert rows["closed_on"].isna().sum() == 30  # NULL in the file
    # Arboretum, 47.642 N 122.291 W: the third square from the west, the fourth from the south
    assert rows.set_index("case_id").loc["4433", "dong_code"] == "C4"


def test_seattle_visits_in_mixed_encodings(seattle: Settings, shared_data: Path):
    path = shared_data / "cases" / "seattle_nav_2017-2020_cp1252.csv"
    landed = ingest.ingest_file(seattle, SEATTLE, path)
    assert landed.feed == "visits"
    assert landed.rows_read == 3094
    assert landed.quarantined == {
        "missing_value": 2801,  # 2,800 without coordinates, 1 more without a location
        "not_a_number": 129,  # degrees, minutes and seconds
        "outside_boundaries": 26,  # a longitude without its minus, feet of a state grid
    }
    assert landed.rows_accepted == 138
