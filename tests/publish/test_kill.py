"""Publishing killed at any moment: readers have the old publication or the new one, whole."""

import pyarrow.parquet as pq
import pytest

from pipelines import publish, read
from pipelines.publication import current_folder
from tests import forked
from tests.publish.drawn import DEPLOYMENT, coverage, draw_warehouse, places, settings_in

MOMENTS = 8


def require_whole(settings):
    """The build that readers see, after all that it says of itself was read."""
    info = read.build_info(DEPLOYMENT, settings=settings)
    folder = current_folder(settings, DEPLOYMENT)
    for release, tables in info.tables.items():
        for name, row_count in tables.items():
            assert pq.read_table(folder / release / f"{name}.parquet").num_rows == row_count, name
        found = read.table(
            "coverage_by_dong_month", deployment=DEPLOYMENT, release=release, settings=settings
        )
        assert len(found) == 9  # three Dongs in three months
    for layer, places_of_it in (("dongs", 23), ("gus", 1)):
        assert len(read.geo(layer, deployment=DEPLOYMENT, settings=settings)) == places_of_it
    return info.build_id


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_at_eight_moments_it_leaves_the_old_or_the_new(tmp_path):
    settings, said = settings_in(tmp_path / "data"), tmp_path / "said.txt"
    rows = {**places(), "coverage_by_dong_month": coverage({}, {})}
    draw_warehouse(settings, rows, build_id="000000000000")
    forked.measure(said, print)  # the server of forks reads the programs
    length = forked.measure(said, publish.publish, settings, DEPLOYMENT)

    old, killed, kept = require_whole(settings), 0, 0
    assert old == "000000000000"
    for attempt, moment in enumerate(forked.moments(MOMENTS, length, seed=1), start=1):
        new = f"{attempt:012}"
        draw_warehouse(settings, rows, build_id=new)
        process = forked.start(said, publish.publish, settings, DEPLOYMENT)
        killed += forked.kill(process, moment)
        found = require_whole(settings)
        assert found in (old, new)
        kept += found == old
        old = found
    assert killed >= MOMENTS / 2  # else the moments came after the end
    assert kept  # at least once, the old one was there after a kill

    report = publish.publish(settings, DEPLOYMENT)  # mends itself
    left = [path.name for path in settings.published(DEPLOYMENT).iterdir()]
    assert report.build_id == require_whole(settings) == new
    assert not [name for name in left if "partial" in name]
    assert len(left) <= 3  # current.json, the current one, the one before
