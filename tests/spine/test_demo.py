"""The demo and an office's own records keep out of each other's way."""

import shutil
from pathlib import Path

import pytest

from pipelines import demo, read
from pipelines import settings as settings_module
from pipelines.errors import InputError
from pipelines.publication import current_folder
from pipelines.settings import Settings
from tests.conftest import SCALE, SEED, SUSEONG

from .conftest import files_of


@pytest.fixture(scope="module")
def installation(suseong_city: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A copy of the published Suseong that these tests may change."""
    data = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(suseong_city.data, data)
    return Settings(data=data, reference=suseong_city.reference)


def test_fresh_makes_the_same_again_and_readers_never_lack_a_publication(
    installation: Settings,
) -> None:
    before = files_of(installation.raw(SUSEONG))
    build = read.build_info(SUSEONG, settings=installation)
    published = current_folder(installation, SUSEONG)
    demo.make(installation, SUSEONG, scale=SCALE, seed=SEED, fresh=True)
    after = files_of(installation.raw(SUSEONG))
    assert set(after) == set(before)
    assert all(after[name] > before[name] for name in before)
    assert read.build_info(SUSEONG, settings=installation).build_id == build.build_id
    again = current_folder(installation, SUSEONG)
    assert again != published
    assert published is not None
    assert published.is_dir(), "a reader may have it open"
    demo.make(installation, SUSEONG, scale=SCALE, seed=SEED)
    assert current_folder(installation, SUSEONG) == again, "a further run reuses it"


@pytest.mark.parametrize("name", ["real_cases.csv", "cases.csv"])
def test_an_extract_laid_beside_the_invented_ones_stays(installation: Settings, name: str) -> None:
    own = installation.raw(SUSEONG) / name
    kept = own.read_bytes() if own.exists() else None
    own.write_text("사례 번호,가구 번호\nC1,H1\n", encoding="utf-8")
    try:
        for fresh in (False, True):
            with pytest.raises(InputError, match=f"holds {name}, which the demo did not make"):
                demo.make(installation, SUSEONG, scale=SCALE, seed=SEED, fresh=fresh)
        assert own.read_text(encoding="utf-8").endswith("C1,H1\n")
    finally:
        own.unlink() if kept is None else own.write_bytes(kept)


def test_an_office_with_records_of_its_own_is_left_alone(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, reference=settings_module.load().reference)
    own = settings.raw(SUSEONG) / "visits.csv"
    own.parent.mkdir(parents=True)
    own.write_text("방문 번호\nV1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"holds visits\.csv"):
        demo.make(settings, SUSEONG, scale=SCALE, seed=SEED)


def test_folders_with_rows_of_persons_are_closed_to_other_accounts(installation: Settings) -> None:
    for folder in ("raw", "landing", "warehouse"):
        assert (installation.data / folder).stat().st_mode & 0o077 == 0, folder


@pytest.mark.parametrize("text", ["{", '{"seed": 1, "scale": 0.1, "generator": "x"}'])
def test_a_damaged_or_older_note_is_a_sentence(tmp_path: Path, text: str) -> None:
    settings = Settings(data=tmp_path, reference=settings_module.load().reference)
    settings.raw(SUSEONG).mkdir(parents=True)
    (settings.raw(SUSEONG) / "INVENTED.json").write_text(text, encoding="utf-8")
    (settings.raw(SUSEONG) / "visits.csv").write_text("방문 번호\nV1\n", encoding="utf-8")
    with pytest.raises(InputError, match="Move the invented files of that folder away"):
        demo.make(settings, SUSEONG, scale=SCALE, seed=SEED)
