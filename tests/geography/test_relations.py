import json
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import box

from pipelines.errors import GeographyError
from pipelines.geography import dissolve_gu, locate, neighbours, simplify, to_geojson


def test_neighbours_of_a_row_of_squares(squares):
    table = neighbours(squares)
    assert table.to_numpy().tolist() == [
        ["A", "B", 1000.0],
        ["B", "A", 1000.0],
        ["B", "C", 1000.0],
        ["C", "B", 1000.0],
    ]
    assert set(squares["dong_code"]) - set(table["dong_code"]) == {"D"}  # the island


def test_a_corner_is_a_border_of_length_zero():
    frame = gpd.GeoDataFrame(
        {"dong_code": ["A", "B"]},
        geometry=[box(0, 0, 10, 10), box(10, 10, 20, 20)],
        crs="EPSG:5179",
    )
    assert neighbours(frame)["shared_border_m"].tolist() == [0.0, 0.0]


def test_borders_drawn_apart_count_within_the_snapping_distance():
    frame = gpd.GeoDataFrame(
        {"dong_code": ["A", "B"]},
        geometry=[box(0, 0, 100, 100), box(100.5, 0, 200, 100)],
        crs="EPSG:5179",
    )
    assert neighbours(frame)["shared_border_m"].tolist() == pytest.approx([100, 100], abs=3)
    assert neighbours(frame, snap_m=0.1).empty


def test_busans_neighbours_are_symmetric_and_gadeokdo_is_an_island(busan):
    table = neighbours(busan)
    forth = set(zip(table["dong_code"], table["neighbour_code"], strict=True))
    assert forth == {(b, a) for a, b in forth}
    assert set(busan["dong_code"]) - set(table["dong_code"]) == {"2644058000"}
    assert table.groupby("dong_code").size().mean() == pytest.approx(5.4, abs=0.1)


def test_points_in_squares(squares):
    x = pd.Series([500, 1500, 1000, 9000, np.nan], index=list("pqrst"))
    found = locate(x, [500, 500, 500, 500, 500], squares, crs="EPSG:5179")
    assert found.index.tolist() == list("pqrst")
    assert found.iloc[:3].tolist() == ["A", "B", "A"]  # on the border: the smaller code
    assert found.iloc[3:].isna().all()
    with pytest.raises(GeographyError, match="both"):
        locate([1.0, 2.0], [1.0], squares)


def test_every_known_point_is_located_in_degrees_and_in_metres(busan, facts):
    rows = facts[facts["code10"].str.startswith("26")]
    assert locate(rows["lon"], rows["lat"], busan).tolist() == rows["code10"].tolist()
    metres = locate(rows["x_5179"], rows["y_5179"], busan, crs="EPSG:5179")
    assert metres.tolist() == rows["code10"].tolist()


def test_a_million_points_take_seconds(busan):
    rng = np.random.default_rng(1)
    west, south, east, north = busan.total_bounds
    x, y = rng.uniform(west, east, 1_000_000), rng.uniform(south, north, 1_000_000)
    began = time.perf_counter()
    found = locate(x, y, busan, crs="EPSG:5179")
    seconds = time.perf_counter() - began
    print(f"a million points in {seconds:.1f} s")
    assert seconds < 20  # 2 s on two shared cores
    box_km2 = (east - west) * (north - south) / 1e6
    assert found.notna().mean() == pytest.approx(busan["area_km2"].sum() / box_km2, rel=0.01)


def test_simplified_busan_is_small_and_has_no_slivers(busan):
    small = simplify(busan)
    assert shapely.coverage_is_valid(small.geometry.to_numpy())
    assert small.geometry.is_valid.all()
    assert small.area.sum() == pytest.approx(busan.area.sum(), rel=0.001)
    text = to_geojson(small)
    assert len(text.encode()) < 300_000
    drawn = gpd.read_file(text)
    assert drawn.crs == "EPSG:4326"
    assert drawn["dong_code"].tolist() == busan["dong_code"].tolist()
    assert drawn.geometry.is_valid.all()


def test_simplify_mends_borders_that_do_not_meet():
    frame = gpd.GeoDataFrame(
        {"dong_code": ["A", "B"]},
        geometry=[box(0, 0, 100, 100), box(99.99, 0, 200, 100)],
        crs="EPSG:5179",
    )
    small = simplify(frame, 5)
    assert shapely.coverage_is_valid(small.geometry.to_numpy())


def test_geojson_carries_the_named_properties_and_decimals(squares):
    frame = squares.assign(rate=[0.5, None, 1.0, 0.0])
    document = json.loads(to_geojson(frame, decimals=3, properties=["dong_code", "rate"]))
    assert [f["properties"] for f in document["features"]] == [
        {"dong_code": "A", "rate": 0.5},
        {"dong_code": "B", "rate": None},
        {"dong_code": "C", "rate": 1.0},
        {"dong_code": "D", "rate": 0.0},
    ]
    corner = document["features"][0]["geometry"]["coordinates"][0][0]
    assert corner == [round(value, 3) for value in corner]


def test_gu_of_own_areas_have_no_names(squares):
    gu = dissolve_gu(squares.assign(gu_code=["x", "x", "y", "y"]))
    assert gu["dong_count"].tolist() == [2, 2]
    assert gu["area_km2"].tolist() == pytest.approx([2.0, 2.0])
    assert "gu_name_ko" not in gu.columns
