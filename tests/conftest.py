"""Fixtures that every room's tests share."""

import fcntl
import os
from pathlib import Path

import hypothesis
import pytest

from pipelines import demo
from pipelines import settings as settings_module
from pipelines.settings import Settings

SHARED_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
BUSAN, SUSEONG = "busan_dabokdong", "suseong_dodream"
SCALE, SEED = 0.03, 11

# speed is measured as a ratio, never by a clock in a test: a loaded machine breaks no promise
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Give the workers the files in the order below, not those with the most tests first."""
    config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with long tests come first, so that no worker waits for one that began last."""
    long = {
        item.path
        for item in items
        if item.get_closest_marker("slow") or item.get_closest_marker("browser")
    }
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real Korean files: beside the checkout in CI, absent on a user's machine."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"{SHARED_DATA} is absent: real Korean files are not part of the repository")
    return SHARED_DATA


@pytest.fixture(scope="session")
def busan_city(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A published invented Busan of about 40,000 households; a test that changes it copies it."""
    return _published_city(tmp_path_factory, BUSAN)


@pytest.fixture(scope="session")
def suseong_city(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A published invented Suseong of 0.03 of its size; a test that changes it copies it."""
    return _published_city(tmp_path_factory, SUSEONG)


def _published_city(tmp_path_factory: pytest.TempPathFactory, deployment: str) -> Settings:
    """Made once for all workers of a test run: the first to ask makes it, the others wait."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # the run's folder, which holds one folder for each worker
    data = folder / f"city_{deployment}"
    settings = Settings(data=data, reference=settings_module.load().reference)
    with (folder / f"city_{deployment}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        demo.make(settings, deployment, scale=SCALE, seed=SEED)  # reuses what is current
    return settings
