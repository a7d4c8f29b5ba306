"""The command as cron and a newcomer meet it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
COMMANDS = (
    "demo",
    "ingest",
    "build",
    "publish",
    "run",
    "serve",
    "check",
    "bench",
    "boundaries",
    "doctor",
)


def dabokdong(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from pipelines.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        env={**os.environ, "DABOKDONG_DATA": str(data), "COLUMNS": "80"},
        check=False,
    )


def test_help_lists_every_command_on_one_line_each(tmp_path: Path) -> None:
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
    tmp_path: Path, arguments: tuple[str, ...], exit_code: int, sentence: str
) -> None:
    result = dabokdong(*arguments, data=tmp_path)
    assert result.returncode == exit_code, result.stderr
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_the_doctor_finds_a_fresh_checkout_well(tmp_path: Path) -> None:
    result = dabokdong("doctor", data=tmp_path)
    assert result.returncode == 0, result.stdout
    assert "offline: xstatic.pkg.leaflet: all files are on this disk" in result.stdout


def test_the_doctor_sees_a_key_that_others_can_read(tmp_path: Path) -> None:
    key = tmp_path / "warehouse" / "pseudonym.key"
    key.parent.mkdir()
    key.write_text("not a key")
    key.chmod(0o644)
    result = dabokdong("doctor", data=tmp_path)
    assert result.returncode == 1
    assert "chmod 600" in result.stdout


def test_the_demo_leaves_an_offices_own_records_alone(tmp_path: Path) -> None:
    own = tmp_path / "raw" / "busan_dabokdong" / "visits.csv"
    own.parent.mkdir(parents=True)
    own.write_text("방문 번호\n")
    result = dabokdong("demo", "--no-serve", "--fresh", data=tmp_path)
    assert result.returncode == 2
    assert "leaves everything alone" in result.stderr
    assert own.exists()
