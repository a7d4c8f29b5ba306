"""The made-up city as a published folder, and pages run on it: by AppTest, or in a browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import asgi, audience, keeping
from tests.dashboard import beds, budgeted
from tests.dashboard.estimated import estimates, everywhere, risk
from tests.dashboard.evaluated import evaluation, refused


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder in use; nothing that an earlier test read is remembered."""
    monkeypatch.setenv("DABOKDONG_DATA", str(tmp_path))
    keeping.forget()
    yield tmp_path
    keeping.forget()


@pytest.fixture
def bed(data: Path) -> Path:
    """The usual made-up city, published."""
    beds.publish(data)
    return data


@pytest.fixture
def page(data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Run a page at an address: `page("channels", gu="26120", is_local=False)`.

    Without a name it is the coverage page.
    """

    def run(name: str = "coverage_gap", *, is_local: bool = True, **address: str) -> AppTest:
        releases = ("internal", "open") if is_local else ("open",)
        monkeypatch.setattr(audience, "releases", lambda headers: releases)
        app = AppTest.from_file(str(asgi.SCRIPT), default_timeout=60)
        app.switch_page(f"app_pages/{name}.py")
        for key, value in address.items():
            app.query_params[key] = value
        return app.run()

    return run


def hidden(gu: int, dong: int, month: int) -> tuple[int, int | None, int | None]:
    """Every fifth Dong is hidden in the open release, and one has nobody at risk."""
    if (gu, dong) == (0, 1):
        return 900, 0, 0
    return (900, None, None) if dong % 5 == 0 else beds.usual(gu, dong, month)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """The app on a free port, in its own process, over two published made-up cities."""
    from tests.dashboard.watching import Served

    data = tmp_path_factory.mktemp("data")
    for deployment, (gus, dongs) in {
        beds.DEPLOYMENT: (3, beds.DONGS_A_GU),
        "suseong_dodream": (1, 5),
    }.items():
        tables = estimates(everywhere(gus, dongs)) | risk()
        drawn = budgeted.everywhere(gus, dongs)
        tables |= budgeted.budgets(drawn) | budgeted.money(drawn)
        tables |= evaluation(gus, dongs) if gus > 1 else refused()
        beds.publish(
            data, gu_count=gus, dong_count=dongs, deployment=deployment, tables=tables,
            open_numbers=hidden if gus > 1 else None,
        )  # fmt: skip
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = data / "log.txt"
    with log.open("a") as out:  # appended to, so that a test may empty it
        process = subprocess.Popen(
            [sys.executable, "-c", f"from dashboard import asgi; asgi.run(port={port})"],
            env={**os.environ, "DABOKDONG_DATA": str(data)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        base = f"http://127.0.0.1:{port}"
        _wait_for(base, process, log)
        yield Served(base, data, log)
    finally:
        process.terminate()
        process.wait(20)
    assert "Traceback" not in log.read_text()


def _wait_for(base: str, process: subprocess.Popen, log: Path) -> None:
    for _ in range(300):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{base}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no answer from {base}: {log.read_text()}")


@pytest.fixture(scope="module")
def served(server) -> str:
    """The address of the app."""
    return server.base


@pytest.fixture(scope="module")
def browser() -> Iterator:
    """A Chromium of this file's own: its driver may not outlive it, as other tests run a loop."""
    from tests.dashboard.watching import CHROMIUM, sync_api

    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def context(browser) -> Iterator:
    """One profile for the file: the scripts are fetched once."""
    context = browser.new_context(
        viewport={"width": 1400, "height": 900}, locale="ko-KR", accept_downloads=True
    )
    yield context
    context.close()


@pytest.fixture
def watched(context, served: str) -> Iterator:
    """A new page; at the end it has asked nobody else for anything and complained of nothing."""
    from tests.dashboard.watching import Watched

    seen = Watched(context.new_page(), served)
    seen.watch()
    yield seen
    seen.close()
    assert seen.wrongs == []
