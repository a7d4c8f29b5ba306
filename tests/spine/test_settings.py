"""Where things are, and what a deployment is."""

from datetime import date
from pathlib import Path

import pytest

from pipelines import settings as settings_module
from pipelines.errors import InputError
from pipelines.landing import LandedFile, Manifest, read_manifest, write_manifest
from pipelines.settings import Settings


def test_the_environment_names_the_data_folder(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("DABOKDONG_DATA", str(tmp_path))
    assert settings_module.load().data == tmp_path


def test_both_programmes_are_described() -> None:
    settings = settings_module.load()
    assert settings.deployments() == ("busan_dabokdong", "suseong_dodream")
    busan = settings.deployment("busan_dabokdong")
    assert busan.dong_prefixes == ("26",)
    assert busan.boundaries_on == date(2017, 6, 30)


def test_an_unknown_deployment_names_the_known_ones() -> None:
    with pytest.raises(InputError, match="Known: busan_dabokdong, suseong_dodream"):
        settings_module.load().deployment("../busan_dabokdong")


def test_a_deployment_file_that_lacks_a_field_says_which(tmp_path: Path) -> None:
    (tmp_path / "deployments").mkdir()
    (tmp_path / "deployments" / "seoul.yaml").write_text("name_ko: 서울\n", encoding="utf-8")
    with pytest.raises(InputError, match="lacks 'name_en'"):
        Settings(data=tmp_path, reference=tmp_path).deployment("seoul")


def test_the_manifest_comes_back_as_it_was_written(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, reference=tmp_path)
    assert read_manifest(settings, "seoul") == Manifest()
    file = LandedFile(
        file_id="a1",
        feed="visits",
        source="방문.csv",
        content_hash="ff",
        layout="labels",
        rows_read=3,
        rows_accepted=2,
        quarantined={"not_a_date": 1},
        parquet="visits/a1.parquet",
        invented={"seed": 1, "scale": 0.1},
    )
    write_manifest(settings, "seoul", Manifest((file,)))
    assert read_manifest(settings, "seoul") == Manifest((file,))
    assert read_manifest(settings, "seoul").of_feed("cases") == ()


def test_a_manifest_of_another_version_is_refused(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, reference=tmp_path)
    settings.landing("seoul").mkdir(parents=True)
    (settings.landing("seoul") / "manifest.json").write_text('{"version": 0, "files": []}')
    with pytest.raises(InputError, match="version 0"):
        read_manifest(settings, "seoul")


def test_a_broken_yaml_is_a_sentence_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "deployments").mkdir()
    (tmp_path / "deployments" / "seoul.yaml").write_text("name_ko: [서울\nx", encoding="utf-8")
    with pytest.raises(InputError, match=r"seoul\.yaml cannot be read: .* line 2"):
        Settings(data=tmp_path, reference=tmp_path).deployment("seoul")
