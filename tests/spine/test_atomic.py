"""Whole files or none, and one writer at a time."""

import multiprocessing
from pathlib import Path

import pytest

from pipelines import atomic
from pipelines.errors import LockedError
from pipelines.settings import Settings


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "manifest.json"
    atomic.write_text(path, "old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        atomic.write_text(path, "new")
    assert path.read_text() == "old"


def test_a_small_file_gets_the_mode_asked_for(tmp_path: Path) -> None:
    atomic.write_text(tmp_path / "key", "secret", mode=0o600)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def _hold(settings: Settings, held, release) -> None:
    with atomic.lock(settings, "busan_dabokdong"):
        held.set()
        release.wait(30)


def test_a_second_writer_is_told_and_a_third_gets_in(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, reference=tmp_path)
    held, release = multiprocessing.Event(), multiprocessing.Event()
    writer = multiprocessing.Process(target=_hold, args=(settings, held, release))
    writer.start()
    assert held.wait(30)
    with (
        pytest.raises(LockedError, match="Another run is writing busan_dabokdong"),
        atomic.lock(settings, "busan_dabokdong"),
    ):
        pass
    with atomic.lock(settings, "suseong_dodream"):
        pass
    release.set()
    writer.join(30)
    with atomic.lock(settings, "busan_dabokdong"):
        pass


def test_the_lock_of_a_killed_writer_is_free(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, reference=tmp_path)
    held, release = multiprocessing.Event(), multiprocessing.Event()
    writer = multiprocessing.Process(target=_hold, args=(settings, held, release))
    writer.start()
    assert held.wait(30)
    writer.kill()
    writer.join(30)
    with atomic.lock(settings, "busan_dabokdong"):
        pass
