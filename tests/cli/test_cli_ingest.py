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
