"""A small invented city, from nothing to published, once for all tests of this folder."""

from pathlib import Path

import pytest

from pipelines import demo
from pipelines import settings as settings_module
from pipelines.settings import Settings

BUSAN = "busan_dabokdong"
SCALE, SEED = 0.02, 7


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an installation that holds a published Busan of about 27,000 households."""
    settings = Settings(
        data=tmp_path_factory.mktemp("city"), reference=settings_module.load().reference
    )
    demo.make(settings, BUSAN, scale=SCALE, seed=SEED)
    return settings


def files_of(folder: Path) -> dict[str, int]:
    """Every file below a folder, with the time of its last change."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "spill" not in path.parts and path.name != ".lock"
    }
