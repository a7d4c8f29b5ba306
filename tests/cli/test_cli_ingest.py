"""`dabokdong ingest --replace-anyway` and `--forget`, as an office types them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipelines import cli, settings
from pipelines.landing import read_manifest

HEADER = "방문 번호,가구 번호,행정동 코드,방문일,방문 목적,만남 여부"


def visits(path: Path, *numbers: str) -> str:
    """The path of a file of visits with these numbers, all good."""
    rows = [f"{number},H1,2611051000,2017-03-05,상담,예" for number in numbers]
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return str(path)


def accepted() -> list[tuple[str, int]]:
    """Source and accepted rows of each landed file."""
    files = read_manifest(settings.load(), "busan_dabokdong").files
    return [(file.source, file.rows_accepted) for file in files]


@pytest.fixture
def type_ingest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """Types `dabokdong ingest ...`; gives the exit code and all that was said."""
    monkeypatch.setenv("DABOKDONG_DATA", str(tmp_path / "data"))

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["dabokdong", "ingest", "--quiet", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return run


def test_less_than_half_of_the_rows_lands_only_anyway(type_ingest, tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    assert type_ingest(visits(path, "V1", "V2", "V3"))[0] == 0
    code, said = type_ingest(visits(path, "V1"))
    assert code == 2
    assert "would replace 3 rows by 1 " in said
    assert "say --replace-anyway" in said
    assert accepted() == [(str(path), 3)]
    code, said = type_ingest(str(path), "--replace-anyway")
    assert code == 0
    assert accepted() == [(str(path), 1)]


def test_a_source_is_forgotten_by_the_name_it_landed_under(type_ingest, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    type_ingest(visits(first, "V1", "V2"), visits(second, "V3"))
    code, said = type_ingest("--forget", str(first))
    assert (code, said) == (0, f"{first}: its 2 rows of visits are gone.\n")
    assert accepted() == [(str(second), 1)]
    code, said = type_ingest("--forget", str(first))
    assert code == 2
    assert f"{first} has not landed in busan_dabokdong. Landed: {second}." in said


def test_a_source_with_the_content_of_another_no_longer_keeps_its_own_rows(
    type_ingest, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    type_ingest(visits(first, "V1", "V2"), visits(second, "V3"))
    visits(first, "V3")
    code, said = type_ingest(str(first))
    assert code == 2
    assert "would replace 2 rows by 0 " in said
    assert type_ingest(str(first), "--replace-anyway")[0] == 0
    assert accepted() == [(str(second), 1), (str(first), 0)]
    # and the same again changes nothing
    assert type_ingest(str(first), str(second))[0] == 0
    assert accepted() == [(str(second), 1), (str(first), 0)]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("x.csv", "--forget", "x.csv"), "--forget takes a source out again and reads no file"),
        (("--layout", "labels"), "name the file they are of"),
        (("--feed", "visits"), "name the file they are of"),
    ],
)
def test_options_that_would_be_ignored_are_refused(type_ingest, arguments, says) -> None:
    code, said = type_ingest(*arguments)
    assert code == 2
    assert says in said


def test_files_that_are_no_extracts_are_named(type_ingest, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "raw" / "busan_dabokdong"
    folder.mkdir(parents=True)
    visits(folder / "visits.csv", "V1")
    (folder / "old.xls").write_bytes(b"x")
    (folder / ".hidden.zip").write_bytes(b"x")
    code, said = type_ingest()
    assert code == 0
    assert "old.xls was left alone: an extract is one of .csv" in said
    assert ".hidden.zip" not in said
