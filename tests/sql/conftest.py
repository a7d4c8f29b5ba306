"""A drawn city for every test of the SQL."""

from pathlib import Path

import pytest

from tests.sql.drawing import City


@pytest.fixture
def city(tmp_path: Path) -> City:
    """The tiny city: three Dongs (A, B in one Gu, C in another), January to December 2014."""
    return City(tmp_path)
