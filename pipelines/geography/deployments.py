"""The frame of a deployment, and whom its boundaries are owed to."""

from __future__ import annotations

import geopandas as gpd

from pipelines.geography.boundary_files import read_boundaries
from pipelines.geography.polygons import boundaries
from pipelines.settings import Deployment

_SGIS_KO = "행정구역 경계: 통계청 통계지리정보서비스(SGIS), 공공누리 제1유형"
_SGIS_EN = (
    "Boundaries: Statistics Korea, Statistical Geographic Information Service (SGIS), KOGL Type 1"
)
_ADMDONGKOR_KO = "코드와 변천: vuski/admdongkor, CC BY 4.0"
_ADMDONGKOR_EN = "codes and vintages: vuski/admdongkor, CC BY 4.0"


def frame(deployment: Deployment) -> gpd.GeoDataFrame:
    """The Dongs of a deployment, in EPSG:5179: the register's columns, area_km2, geometry.

    From `boundary_file` where the deployment has one (faults are repaired, see
    `read_boundaries`), else from the packages for `boundaries_on`.

    Raises GeographyError or InputError as `read_boundaries` and `boundaries` do.
    """
    if deployment.boundary_file is None:
        return boundaries(deployment.boundaries_on, deployment.dong_prefixes)
    file = read_boundaries(
        deployment.boundary_file, on=deployment.boundaries_on, prefixes=deployment.dong_prefixes
    )
    return file.dongs


def attribution(deployment: Deployment) -> tuple[str, str]:
    """The line that stands on every map and export: in Korean, in English.

    A deployment with its own boundary file names that file; its licence is the user's to state.
    """
    if deployment.boundary_file is None:
        return f"{_SGIS_KO}; {_ADMDONGKOR_KO}", f"{_SGIS_EN}; {_ADMDONGKOR_EN}"
    name = deployment.boundary_file.name
    return f"행정구역 경계: {name}", f"Boundaries: {name}"
