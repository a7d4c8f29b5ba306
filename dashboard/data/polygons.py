"""The polygons of a publication, as a script that a map loads once."""

from __future__ import annotations

from dashboard import maps
from dashboard.data.about import version
from dashboard.keeping import kept
from pipelines import read
from pipelines.read import BuildInfo


def shapes_url(info: BuildInfo, part: str = "") -> str:
    """Where the app serves the polygons of a publication; another publication, another address.

    `part` is the code of one Gu, or `gus` for the Gu without their Dongs; all when empty.
    """
    name = f"{version(info)}.{part}" if part else version(info)
    return f"/assets/shapes/{info.deployment}/{name}.js"


def shapes(info: BuildInfo, part: str = "") -> str:
    """The polygons of a deployment, or a part of them, as the script that its maps load.

    Raises InputError for a Gu that does not exist.
    """
    return _shapes(info.deployment, version(info), part)


# a country has some 250 Gu; each is fetched once by a browser, and then kept there
@kept(40)
def _shapes(deployment: str, version: str, part: str) -> str:
    gu = part if part and part != "gus" else None
    dongs, gus = (read.geo(layer, deployment=deployment, gu=gu) for layer in ("dongs", "gus"))
    key = f"{deployment}/{version}.{part}" if part else f"{deployment}/{version}"
    return maps.shapes_script(key, dongs.iloc[:0] if part == "gus" else dongs, gus)
