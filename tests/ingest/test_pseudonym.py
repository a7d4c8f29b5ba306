from __future__ import annotations

import hashlib
import hmac
import json
import stat
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import ingest
from pipelines.errors import InputError
from pipelines.ingest.pseudonym import KEY_BYTES, Key, pseudonym_sql, read_key
from pipelines.landing import read_manifest
from pipelines.settings import Settings
from tests.ingest.conftest import BUSAN, accepted
from tests.ingest.test_bad_rows import VISIT, take


def by_the_book(key: bytes, text: str) -> int:
    """The first 60 bits of HMAC-SHA-256, by the standard library."""
    return int(hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:15], 16)


@given(
    secret=st.binary(min_size=1, max_size=64),
    texts=st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))),
)
def test_sql_agrees_with_the_standard_library(secret: bytes, texts: list[str]):
    inner, outer = Key(secret).pads
    with duckdb.connect() as connection:
        for text in texts:
            (number,) = connection.execute(
                f"select {pseudonym_sql('$text::varchar')}",
                {"text": text, "inner": inner, "outer": outer},
            ).fetchone()
            assert number == by_the_book(secret, text)
            assert 0 <= number < 2**60


def test_the_key_is_made_once_with_mode_600_and_never_shown(installation: Settings):
    key = read_key(installation)
    assert len(key.secret) == KEY_BYTES
    assert stat.S_IMODE(installation.key_file.stat().st_mode) == 0o600
    assert read_key(installation) == key
    assert key.secret.hex() not in repr(key) + str(key)
    assert repr(key) == "Key()"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_that_others_can_read_is_refused(installation: Settings, mode: int):
    read_key(installation)
    installation.key_file.chmod(mode)
    with pytest.raises(InputError, match="Others may read the key"):
        read_key(installation)


def test_a_key_cut_short_is_refused(installation: Settings):
    read_key(installation)
    installation.key_file.write_bytes(b"short")
    with pytest.raises(InputError, match="has 5 bytes, not 32"):
        read_key(installation)


def test_a_lost_or_exchanged_key_is_not_replaced(installation: Settings, tmp_path: Path):
    row = "V1,H1,2611051000,2017-03-05,상담,예\n"
    landed = take(installation, tmp_path / "visits.csv", VISIT + row)
    key = installation.key_file.read_bytes()
    assert landed.key_fingerprint == Key(key).fingerprint
    installation.key_file.unlink()
    with pytest.raises(InputError, match=r"is gone, with which busan_dabokdong landed\. Put the"):
        take(installation, tmp_path / "more.csv", VISIT + row.replace("V1", "V2"))
    assert not installation.key_file.exists()
    installation.key_file.touch(0o600)
    installation.key_file.write_bytes(bytes(KEY_BYTES))
    with pytest.raises(InputError, match="landed with another key"):
        take(installation, tmp_path / "more.csv", VISIT + row.replace("V1", "V2"))
    installation.key_file.write_bytes(key)
    assert take(installation, tmp_path / "more.csv", VISIT + row.replace("V1", "V2")).rows_accepted


def test_a_manifest_from_before_fingerprints_loads(installation: Settings, tmp_path: Path):
    take(installation, tmp_path / "v.csv", VISIT + "V1,H1,2611051000,2017-03-05,상담,예\n")
    path = installation.landing(BUSAN) / "manifest.json"
    content = json.loads(path.read_text("utf-8"))
    del content["files"][0]["key_fingerprint"]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert read_manifest(installation, BUSAN).files[0].key_fingerprint == ""
    read_key(installation)


def test_what_a_dead_run_left_of_a_key_is_swept(installation: Settings):
    left = installation.key_file.with_name("pseudonym.key.4711.partial")
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    read_key(installation)
    assert [p.name for p in left.parent.iterdir()] == ["pseudonym.key"]


def test_one_household_has_one_pseudonym_in_every_feed_and_deployment(
    installation: Settings, tmp_path: Path
):
    visits = take(
        installation,
        tmp_path / "visits.csv",
        VISIT
        + "V1,H1,2611051000,2017-03-05,상담,예\nV2,\u00a0H1\u00a0,2611051000,2017-03-06,상담,예\n",
    )
    cases = take(
        installation,
        tmp_path / "cases.csv",
        "case_id,household_id,dong_code,case_track,opened_on\nC1, H1 ,2611051000,일반,2017-03-05\n",
    )
    ids = [
        *accepted(installation, visits)["household_id"],
        *accepted(installation, cases)["household_id"],
    ]
    assert ids == [by_the_book(read_key(installation).secret, "H1")] * 3


def test_another_installation_gives_other_pseudonyms(installation: Settings, tmp_path: Path):
    text = VISIT + "V1,H1,2611051000,2017-03-05,상담,예\n"
    first = accepted(installation, take(installation, tmp_path / "visits.csv", text))
    other = Settings(data=tmp_path / "other", reference=installation.reference)
    second = accepted(other, ingest.ingest_file(other, BUSAN, tmp_path / "visits.csv"))
    assert first["household_id"].tolist() != second["household_id"].tolist()


def test_record_keys_are_spread_and_the_household_has_its_own(
    installation: Settings, tmp_path: Path
):
    header = "household_id,dong_code,composition,registered_from\n"
    rows = "".join(f"H{n},2611051000,single,2015-01-01\n" for n in range(2_000))
    households = accepted(installation, take(installation, tmp_path / "h.csv", header + rows))
    assert (households["record_key"] == households["household_id"] % 256).all()
    rows = "".join(f"V{n},H1,2611051000,2017-03-05,상담,예\n" for n in range(2_000))
    visits = accepted(installation, take(installation, tmp_path / "v.csv", VISIT + rows))
    for keys in (households["record_key"], visits["record_key"]):
        # 2,000 draws of 256: each value about 8 times, all but certainly more than 240 seen
        assert keys.nunique() > 240
        assert abs(keys.mean() - 127.5) < 10


def test_duckdb_still_hashes_as_it_did():
    """Record keys rest on DuckDB's hash(): if an upgrade changes it, noise would change with it."""
    (number,) = duckdb.execute("select hash('V1', 'salt')").fetchone()
    assert number == PINNED


PINNED = 9_884_285_624_528_669_325
