from datetime import date

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import box

from pipelines.errors import GeographyError
from pipelines.geography import boundaries, dissolve_gu
from pipelines.geography.polygons import cut


def test_the_205_of_2017_are_a_valid_coverage(busan):
    assert len(busan) == 205
    assert busan.crs == "EPSG:5179"
    assert busan.geometry.is_valid.all()
    assert shapely.coverage_is_valid(busan.geometry.to_numpy())
    assert busan["area_km2"].sum() == pytest.approx(784, abs=1)


def test_the_205_equal_an_independent_map(busan, shared_data):
    path = shared_data / "boundaries/busan_dong_205_2016-2017.geojson"
    other = gpd.read_file(path).to_crs(5179).set_index("code10").geometry
    ours = busan.set_index("dong_code").geometry
    assert set(ours.index) == set(other.index)
    other = other.reindex(ours.index)
    overlap = ours.intersection(other).area / ours.union(other).area
    assert overlap.median() > 0.98
    assert overlap.min() > 0.75  # 동광동, 0.14 km2 of hillside drawn differently


def test_every_point_of_a_dong_lies_in_its_polygon(busan, facts):
    rows = facts[facts["code10"].str.startswith("26")].set_index("code10")
    points = gpd.GeoSeries.from_xy(rows["x_5179"], rows["y_5179"], index=rows.index, crs=5179)
    ours = busan.set_index("dong_code").geometry
    assert ours.intersects(points.reindex(ours.index)).all()


def test_myeongji_is_merged_and_jangjeon_is_split(busan):
    later = boundaries(date(2021, 6, 30), ["26"]).set_index("dong_code")["area_km2"]
    area = busan.set_index("dong_code")["area_km2"]
    assert area["2644054000"] == pytest.approx(later["2644053500"] + later["2644054500"], rel=1e-4)
    parts = area["2641061000"] + area["2641062000"]  # 장전2동 + 장전3동
    assert parts == pytest.approx(later["2641061000"], rel=1e-4)
    assert area["2641062000"] == pytest.approx(0.515, rel=0.02)  # area in the 2018 map


@pytest.mark.parametrize(
    ("day", "count"),
    [("2012-07-01", 214), ("2014-07-01", 210), ("2015-12-31", 206), ("2018-06-30", 206),
     ("2022-06-30", 205)],
)  # fmt: skip
def test_other_vintages_of_busan_have_polygons_too(day, count):
    dongs = boundaries(date.fromisoformat(day), ["26"])
    assert len(dongs) == count
    assert shapely.coverage_is_valid(dongs.geometry.to_numpy())


@pytest.mark.parametrize(("prefix", "count"), [("27260", 23), ("11", 424), ("29", 95)])
def test_other_cities(prefix, count):
    assert len(boundaries(date(2017, 6, 30), [prefix])) == count


def test_dongs_without_a_source_are_named():
    with pytest.raises(GeographyError, match="강서구 녹산동, 강서구 신호동"):
        boundaries(date(2025, 6, 30), ["26"])


def test_sixteen_gu(busan):
    gu = dissolve_gu(busan)
    assert len(gu) == 16
    assert gu["dong_count"].sum() == 205
    assert gu["area_km2"].sum() == pytest.approx(busan["area_km2"].sum())
    assert gu.set_index("gu_name_en").loc["Gangseo-gu", "dong_count"] == 7


def test_cut_fills_the_polygon_and_gives_the_rest_to_the_biggest():
    whole = box(0, 0, 100, 100)
    left, right = cut(whole, [box(-5, -5, 30, 105), box(35, 0, 100, 100)])
    assert left.area == 30 * 100
    assert right.area == 100 * 100 - 30 * 100  # the strip between the outlines too
    assert cut(whole, [box(0, 0, 60, 100), None])[1].area == 40 * 100
    assert cut(whole, [None, None]) == [None, None]
