"""The evaluation's tests work as the evaluation does: small matrices, one thread."""

from collections.abc import Iterator

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(scope="package", autouse=True)
def one_thread() -> Iterator[None]:
    """As `estimate_trial`: on matrices of 200 rows threads mostly wait for each other."""
    with threadpool_limits(1):
        yield
