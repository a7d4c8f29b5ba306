"""Publishing: whole or not at all, once, and readable while the next one is written."""

import json
from itertools import pairwise

import duckdb
import pytest
from shapely.geometry import shape

from pipelines import publish, read
from pipelines.errors import DisclosureError, NotBuiltError
from tests.publish.drawn import (
    DEPLOYMENT,
    DONGS,
    MONTHS,
    coverage,
    draw_warehouse,
    places,
    settings_in,
)


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


def draw(settings, **options):
    rows = {**places(), "coverage_by_dong_month": coverage({(DONGS[0], MONTHS[0]): 7}, {})}
    return draw_warehouse(settings, rows, **options)


def test_a_publication_holds_both_releases_of_every_table_and_the_maps(settings):
    draw(settings)
    report = publish.publish(settings, DEPLOYMENT)
    stems = {
        release: {path.stem for path in (report.folder / release).iterdir()}
        for release in ("internal", "open")
    }
    assert stems["internal"] == set(report.table_rows)
    # exact row totals of two builds, subtracted, would give away what one file added
    inside = {"ingest_by_feed_outcome", "audits_by_dong_month"}
    inside |= {f"captures_by_{place}_month" for place in ("dong", "gu", "city")}
    assert stems["internal"] - stems["open"] == inside
    assert sorted(path.name for path in (report.folder / "geo").iterdir()) == [
        "dongs.geojson", "dongs.parquet", "gus.geojson", "gus.parquet",
    ]  # fmt: skip
    assert report.table_rows["coverage_by_dong_month"] == 3 * 3
    assert report.hidden_cells["coverage_by_dong_month"] == 1


def test_without_a_warehouse_it_says_which_command_makes_one(settings):
    with pytest.raises(NotBuiltError, match="dabokdong build -d suseong_dodream"):
        publish.publish(settings, DEPLOYMENT)


def test_the_same_build_is_published_once(settings):
    draw(settings)
    first = publish.publish(settings, DEPLOYMENT)
    published_at = read.build_info(DEPLOYMENT, settings=settings).published_at
    second = publish.publish(settings, DEPLOYMENT)
    assert (first.was_current, second.was_current) == (False, True)
    assert second.folder == first.folder
    assert second.table_rows == first.table_rows
    assert read.build_info(DEPLOYMENT, settings=settings).published_at == published_at


def test_a_publication_that_lost_a_file_is_written_again(settings):
    draw(settings)
    folder = publish.publish(settings, DEPLOYMENT).folder
    (folder / "open" / "gus.parquet").unlink()
    report = publish.publish(settings, DEPLOYMENT)
    assert not report.was_current
    assert report.folder != folder, "readers may have the damaged one open"
    assert (report.folder / "open" / "gus.parquet").exists()
    assert publish.publish(settings, DEPLOYMENT).was_current


@pytest.mark.parametrize("text", ["{", '{"build_id": "0123456789ab", "sources": []}'])
def test_a_publication_of_another_version_says_so_and_is_written_again(settings, text):
    draw(settings)
    description = publish.publish(settings, DEPLOYMENT).folder / "build.json"
    description.write_text(text, encoding="utf-8")
    with pytest.raises(NotBuiltError, match="Run `dabokdong publish`"):
        read.build_info(DEPLOYMENT, settings=settings)
    assert not publish.publish(settings, DEPLOYMENT).was_current
    assert read.build_info(DEPLOYMENT, settings=settings).build_id


def test_other_publish_code_publishes_again(settings, monkeypatch):
    draw(settings)
    first = publish.publish(settings, DEPLOYMENT)
    monkeypatch.setattr(publish.identity, "code_hash", lambda: "00000000")
    second = publish.publish(settings, DEPLOYMENT)
    assert not second.was_current
    assert second.folder != first.folder
    assert read.build_info(DEPLOYMENT, settings=settings).code_hash == "00000000"


def test_the_previous_publication_stays_for_its_readers_and_older_ones_go(settings):
    folders = []
    for build_id in ("aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"):
        draw(settings, build_id=build_id)
        folders.append(publish.publish(settings, DEPLOYMENT).folder)
    assert [folder.exists() for folder in folders] == [False, True, True]
    current = json.loads((settings.published(DEPLOYMENT) / "current.json").read_text())
    assert current["build_id"] == "cccccccccccc"


def test_what_fails_midway_leaves_the_old_publication(settings):
    draw(settings, build_id="aaaaaaaaaaaa")
    publish.publish(settings, DEPLOYMENT)
    path = draw(settings, build_id="bbbbbbbbbbbb")
    with duckdb.connect(str(path)) as con:
        con.execute("alter table marts.survey_by_gu_wave drop column response_count_key")
    with pytest.raises(DisclosureError, match="survey_by_gu_wave lacks response_count_key BIGINT"):
        publish.publish(settings, DEPLOYMENT)
    assert read.build_info(DEPLOYMENT, settings=settings).build_id == "aaaaaaaaaaaa"

    draw(settings, build_id="cccccccccccc")
    publish.publish(settings, DEPLOYMENT)
    left = {path.name.split("-")[0] for path in settings.published(DEPLOYMENT).iterdir()}
    assert left == {"aaaaaaaaaaaa", "cccccccccccc", "current.json"}


def test_the_maps_carry_codes_and_names_only_and_their_lines_coincide(settings):
    draw(settings)
    geo = publish.publish(settings, DEPLOYMENT).folder / "geo"
    layers = {name: json.loads((geo / f"{name}.geojson").read_text()) for name in ("dongs", "gus")}
    for name, properties in publish.GEO_PROPERTIES.items():
        for feature in layers[name]["features"]:
            assert tuple(feature["properties"]) == properties
    (gu,) = (shape(feature["geometry"]) for feature in layers["gus"]["features"])
    dongs = [shape(feature["geometry"]) for feature in layers["dongs"]["features"]]
    assert len(dongs) == 23
    edges = {edge for dong in dongs for edge in segments(dong)}
    assert set(segments(gu)) <= edges


def segments(polygon):
    """The straight pieces of all rings, each as an unordered pair of points."""
    for part in getattr(polygon, "geoms", [polygon]):
        for ring in (part.exterior, *part.interiors):
            yield from (frozenset(pair) for pair in pairwise(ring.coords))
