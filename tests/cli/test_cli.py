"""The command as cron and a newcomer meet it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from pipelines import cli

CHECKOUT = Path(__file__).resolve().parents[2]
COMMANDS = (
    "demo",
    "ingest",
    "build",
    "estimate",
    "publish",
    "run",
    "serve",
    "check",
    "bench",
    "model-card",
    "visits",
    "boundaries",
    "doctor",
)


@dataclass(frozen=True)
class Outcome:
    """What the command left to its caller: an exit code and two texts."""

    returncode: int
    stdout: str
    stderr: str


class Command(Protocol):
    """Runs the `dabokdong` command in this process, as its entry point does."""

    def __call__(self, *arguments: str, data: Path) -> Outcome: ...


@pytest.fixture
def dabokdong(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    def run(*arguments: str, data: Path) -> Outcome:
        monkeypatch.setenv("DABOKDONG_DATA", str(data))
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setattr(sys, "argv", ["dabokdong", *arguments])
        monkeypatch.chdir(CHECKOUT)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        code = ended.value.code
        said = capfd.readouterr()
        return Outcome(code if isinstance(code, int) else int(code is not None), *said)

    return run


def test_a_process_ends_with_the_code_and_the_sentence(tmp_path: Path) -> None:
    """As cron runs it; the other tests call the same entry point within this process."""
    result = subprocess.run(
        [sys.executable, "-c", "from pipelines.cli import main; main()", "build", "-d", "seoul"],
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        env={**os.environ, "DABOKDONG_DATA": str(tmp_path)},
        check=False,
    )
    assert result.returncode == 2
    assert result.stdout == ""
    (sentence,) = result.stderr.splitlines()
    assert sentence.startswith("There is no deployment 'seoul'")


def test_help_lists_every_command_on_one_line_each(dabokdong: Command, tmp_path: Path) -> None:
    result = dabokdong("--help", data=tmp_path)
    rows = [row.strip("│ \n") for row in result.stdout.splitlines() if row.startswith("│")]
    commands = [row.split()[0] for row in rows if not row.startswith("--")]
    assert sorted(commands) == sorted(COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        (("build", "-d", "seoul"), 2, "There is no deployment 'seoul'"),
        (("ingest", "nowhere.csv"), 2, "nowhere.csv"),
        (("publish",), 5, "dabokdong build"),
        (("check",), 5, "dabokdong build"),
        (("boundaries", "nowhere.geojson"), 2, "nowhere.geojson"),
        (("demo", "--bogus"), 2, "No such option"),
    ],
)
def test_an_error_is_a_sentence_and_an_exit_code(
    dabokdong: Command, tmp_path: Path, arguments: tuple[str, ...], exit_code: int, sentence: str
) -> None:
    result = dabokdong(*arguments, data=tmp_path)
    assert result.returncode == exit_code, result.stderr
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_the_doctor_finds_a_fresh_checkout_well(dabokdong: Command, tmp_path: Path) -> None:
    result = dabokdong("doctor", data=tmp_path)
    assert result.returncode == 0, result.stdout
    assert "offline: xstatic.pkg.leaflet: all files are on this disk" in result.stdout


def test_the_doctor_sees_a_key_that_others_can_read(dabokdong: Command, tmp_path: Path) -> None:
    key = tmp_path / "warehouse" / "pseudonym.key"
    key.parent.mkdir()
    key.write_text("not a key")
    key.chmod(0o644)
    result = dabokdong("doctor", data=tmp_path)
    assert result.returncode == 1
    assert "chmod 600" in result.stdout


def test_the_demo_leaves_an_offices_own_records_alone(dabokdong: Command, tmp_path: Path) -> None:
    own = tmp_path / "raw" / "busan_dabokdong" / "visits.csv"
    own.parent.mkdir(parents=True)
    own.write_text("방문 번호\n")
    result = dabokdong("demo", "--no-serve", "--fresh", data=tmp_path)
    assert result.returncode == 2
    assert "leaves everything alone" in result.stderr
    assert own.exists()
