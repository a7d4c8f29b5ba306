"""Tables that several geography tests read; made once."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from pipelines import geography

FRAME_DAY = date(2017, 6, 30)


@pytest.fixture(scope="session")
def busan() -> gpd.GeoDataFrame:
    """The 205 Dongs of 2017."""
    return geography.boundaries(FRAME_DAY, ["26"])


@pytest.fixture(scope="session")
def facts(shared_data) -> pd.DataFrame:
    """Codes, names and points of Busan's 205 and Suseong-gu's 23 Dongs from official lists."""
    names = ("busan_dong_205_facts.csv", "suseong_dong_23_facts.csv")
    tables = [
        pd.read_csv(
            shared_data / "facts" / name, dtype={"code7": str, "code10": str, "gu_code10": str}
        )
        for name in names
    ]
    return pd.concat(tables).sort_values("code10", ignore_index=True)


@pytest.fixture
def squares() -> gpd.GeoDataFrame:
    """Four squares of 1 km: a row of three, and an island to the east.

    A | B | C    D
    """
    corners = {"A": 0, "B": 1000, "C": 2000, "D": 5000}
    return gpd.GeoDataFrame(
        {"dong_code": list(corners), "dong_name_short_ko": list(corners)},
        geometry=[box(x, 0, x + 1000, 1000) for x in corners.values()],
        crs="EPSG:5179",
    )
