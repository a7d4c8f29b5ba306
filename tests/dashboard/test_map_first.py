"""Whether a page's script waits for its first map, once a visit, and never for long."""

from __future__ import annotations

import threading
import time

import pytest

from dashboard import map_first
from dashboard.filters import visit


def test_waits_until_a_map_is_drawn() -> None:
    drawn = map_first._Drawn()
    timer = threading.Timer(0.05, drawn.tell)
    timer.start()
    assert drawn.wait(30)
    timer.join()


def test_a_map_drawn_before_does_not_count() -> None:
    drawn = map_first._Drawn()
    drawn.tell()
    began = time.monotonic()
    assert not drawn.wait(0.05)
    assert time.monotonic() - began >= 0.05


def test_waits_once_a_visit_and_only_where_maps_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    state: dict[str, bool] = {}
    monkeypatch.setattr(visit.st, "session_state", state)
    monkeypatch.setattr(map_first.drawn, "wait", waited.append)
    monkeypatch.setattr(map_first.drawn, "is_told", False)
    map_first.let_draw()
    assert not waited
    monkeypatch.setattr(map_first.drawn, "is_told", True)
    map_first.let_draw()
    map_first.let_draw()
    assert waited == [map_first._PATIENCE]
