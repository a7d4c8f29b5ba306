"""What stands in raw/: every feed, its headers, the note, the same bytes, nothing done twice."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from pipelines import engine, invented
from pipelines.errors import InputError
from pipelines.invented import making
from pipelines.invented.filing import Filing
from pipelines.invention import digest, read_note, strangers
from pipelines.schema import FEEDS, VOCABULARIES
from tests.conftest import SCALE, SEED

from .conftest import Made, make


def fingerprint(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


@pytest.mark.parametrize("feed", FEEDS)
def test_headers_are_the_korean_labels(busan: Made, feed: str) -> None:
    header = (busan.folder / f"{feed}.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.split(",") == [column.ko for column in FEEDS[feed].columns]


@pytest.mark.parametrize("feed", FEEDS)
def test_required_cells_are_filled_and_words_are_in_the_vocabulary(busan: Made, feed: str) -> None:
    rows = busan.good(feed)
    assert len(rows) > 0
    for column in FEEDS[feed].columns:
        cells = rows[column.name]
        if column.name in FEEDS[feed].required:
            assert (cells != "").all(), column.name
        if column.vocabulary:
            values = VOCABULARIES[column.vocabulary].values
            words = {v.code for v in values} | {v.ko for v in values} | {""}
            assert set(cells.unique()) <= words, column.name
            # one style in the whole file, so that a layout can map it
            codes, korean = {v.code for v in values}, {v.ko for v in values}
            assert not (set(cells) & (codes - korean) and set(cells) & (korean - codes)), (
                column.name
            )


@pytest.mark.parametrize("feed", [f for f in FEEDS if f != "rollout"])
def test_the_grain_is_unique_among_good_rows(busan: Made, feed: str) -> None:
    assert not busan.good(feed).duplicated(list(FEEDS[feed].grain)).any()


def test_note_names_seed_scale_and_generator(busan: Made) -> None:
    note = read_note(busan.folder)
    assert note is not None
    assert (note.seed, note.scale, note.generator) == (SEED, SCALE, invented.generator())
    assert note.files == {f"{feed}.csv": digest(busan.folder / f"{feed}.csv") for feed in FEEDS}
    assert strangers(busan.folder) == []


def test_current_files_are_left_alone(busan: Made) -> None:
    before = {p: p.stat().st_mtime_ns for p in busan.folder.iterdir()}
    invented.make(busan.settings, busan.deployment, scale=SCALE, seed=SEED)
    assert {p: p.stat().st_mtime_ns for p in busan.folder.iterdir()} == before


def test_same_seed_same_bytes_whatever_the_threads(
    suseong: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = engine.connect

    def connect_with_one_thread(*args, **kwargs):  # type: ignore[no-untyped-def]
        connection = connect(*args, **kwargs)
        connection.execute("set threads = 1")
        return connection

    monkeypatch.setattr(engine, "connect", connect_with_one_thread)
    again = make(tmp_path, "suseong_dodream")
    assert fingerprint(again.folder) == fingerprint(suseong.folder)
    truth = invented.truth_folder(suseong.settings, suseong.deployment)
    truth_again = invented.truth_folder(again.settings, again.deployment)
    for path in truth.iterdir():
        assert again.truth(path.stem).equals(suseong.truth(path.stem)), path.name
    assert {p.name for p in truth.iterdir()} == {p.name for p in truth_again.iterdir()}


def test_other_seed_is_another_city_in_the_same_place(suseong: Made, tmp_path: Path) -> None:
    other = make(tmp_path, "suseong_dodream", seed=SEED + 1)
    ours, theirs = fingerprint(suseong.folder), fingerprint(other.folder)
    # rollout is public in Suseong; everything drawn differs
    assert {name for name in ours if ours[name] == theirs[name]} == {"rollout.csv"}


def drawn(made: Made, feed: str) -> int:
    """How many rows a feed had before bad ones were planted."""
    bad = made.truth("bad_rows")
    planted = bad[(bad["file"] == f"{feed}.csv")]
    originals = (planted["kind"] == "conflicting_id").sum() // 2
    return len(made.feed(feed)) - len(planted) + originals


def test_many_lots_file_every_row_once(
    suseong: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "LOT_HOUSEHOLDS", 1_500)
    lots = make(tmp_path, "suseong_dodream")
    for feed in ("visits", "cases", "services", "signals", "reports", "households"):
        assert not lots.good(feed).duplicated(list(FEEDS[feed].grain)).any(), feed
        assert drawn(lots, feed) == drawn(suseong, feed), feed
    assert lots.truth("at_risk").equals(suseong.truth("at_risk"))
    assert lots.truth("rollout_effect").equals(suseong.truth("rollout_effect"))


def test_killed_while_filing_the_files_still_count_as_invented(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(self: Filing) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Filing, "finish", die)
        with pytest.raises(KeyboardInterrupt):
            make(tmp_path, "suseong_dodream", scale=0.01)
    note = tmp_path / "raw" / "suseong_dodream" / "INVENTED.json"
    assert json.loads(note.read_text(encoding="utf-8"))["generator"] == "unfinished"
    made = make(tmp_path, "suseong_dodream", scale=0.01)  # and the next run makes them anew
    assert json.loads(note.read_text(encoding="utf-8"))["generator"] == invented.generator()
    assert len(made.feed("visits")) > 1_000


@pytest.mark.parametrize("scale", [0.0, 0.001, 61.0])
def test_scale_out_of_range_is_refused(busan: Made, scale: float) -> None:
    with pytest.raises(InputError, match="cannot be made"):
        invented.make(busan.settings, busan.deployment, scale=scale, seed=1)
