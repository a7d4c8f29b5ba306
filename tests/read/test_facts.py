"""What a publication says of its own making."""

import pandas as pd
import pytest

from pipelines import publish, read
from pipelines.errors import InputError, NotBuiltError
from tests.publish.drawn import DEPLOYMENT, draw_warehouse, places, settings_in


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """A publication of a build of three steps and one file."""
    settings = settings_in(tmp_path_factory.mktemp("data"))
    draw_warehouse(settings, places())
    publish.publish(settings, DEPLOYMENT)
    return settings


def test_lineage_names_what_each_table_reads(settings):
    assert read.lineage(DEPLOYMENT, settings=settings) == {
        "marts.dongs": ("reference.dongs",),
        "staging.stg_visits": ("landing.visits", "reference.dong_vintages"),
    }


def test_steps_stand_in_the_order_in_which_they_ran(settings):
    steps = read.build_steps(DEPLOYMENT, settings=settings)
    assert steps["name"].tolist() == [
        "staging.stg_visits", "marts.dongs", "checks.dongs_have_a_gu",
    ]  # fmt: skip
    assert steps["kind"].tolist() == ["view", "table", "check"]
    assert steps["seconds"].tolist() == [0.001, 0.25, 0.5]
    assert steps["row_count"].isna().tolist() == [True, False, True]
    assert steps["row_count"][1] == 3


def test_the_open_release_learns_no_exact_total_of_the_build(settings):
    steps = read.build_steps(DEPLOYMENT, release="open", settings=settings)
    assert steps["row_count"].isna().all()
    assert steps["row_count"].dtype == pd.Int64Dtype()
    with pytest.raises(InputError, match="internal"):
        read.landed_files(DEPLOYMENT, release="open", settings=settings)
    with pytest.raises(InputError, match="no release 'secret'"):
        read.build_steps(DEPLOYMENT, release="secret", settings=settings)


def test_checks_are_told_in_words(settings):
    (check,) = read.checks(DEPLOYMENT, settings=settings).to_dict("records")
    assert check == {
        "name": "dongs_have_a_gu", "promise": "dongs have a gu", "is_met": True, "seconds": 0.5,
    }  # fmt: skip


def test_files_say_what_was_read_accepted_and_quarantined(settings):
    (file,) = read.landed_files(DEPLOYMENT, settings=settings).to_dict("records")
    assert file == {
        "source": "visits.csv", "feed": "visits", "layout": "own", "row_count": 10,
        "accepted_count": 9, "quarantined_count": 10 - 9, "is_invented": True,
        "ingested_at": "2026-11-01T09:00:00+00:00",
    }  # fmt: skip


def test_a_publication_without_facts_says_what_to_run(settings):
    folder = publish.publish(settings, DEPLOYMENT).folder
    (folder / "facts" / "lineage.parquet").rename(folder / "facts" / "gone")
    with pytest.raises(NotBuiltError, match="Run `dabokdong run"):
        read.lineage(DEPLOYMENT, settings=settings)
    assert not publish.publish(settings, DEPLOYMENT).was_current, "it is written again"
    assert read.lineage(DEPLOYMENT, settings=settings)
