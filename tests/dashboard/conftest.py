"""The made-up city as a published folder, and pages run on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import asgi, audience
from tests.dashboard import beds


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder in use; nothing that an earlier test read is remembered."""
    monkeypatch.setenv("DABOKDONG_DATA", str(tmp_path))
    st.cache_data.clear()
    st.cache_resource.clear()
    yield tmp_path
    st.cache_data.clear()
    st.cache_resource.clear()


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
