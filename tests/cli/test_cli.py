"""The command as cron and a newcomer meet it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import duckdb
import pytest

from pipelines import atomic, cli
from pipelines import settings as settings_module
from pipelines.settings import Settings
from tests.publish import drawn
from tests.sql.drawing import DEPLOYMENT as TINY
from tests.sql.drawing import A, City

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


def use(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Let the command work in the folders of a drawn city."""
    monkeypatch.setattr(settings_module, "load", lambda: settings)


def test_a_broken_promise_ends_with_3_and_shows_the_row(
    dabokdong: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = {"household_id": 1, "dong_code": A, "visited_on": date(2014, 3, 1)}
    city = City(tmp_path).land(visits=[visit])
    path = city.build().path
    with duckdb.connect(str(path)) as connection:
        connection.execute("update marts.activity_by_gu_month set visit_count = visit_count + 1")
    use(monkeypatch, city.settings)
    result = dabokdong("check", "-d", TINY, data=tmp_path)
    assert result.returncode == 3, result.stderr
    assert "The promise 'activity by city adds up its gus'" in result.stderr
    assert "Traceback" not in result.stderr


def test_what_cannot_be_protected_ends_with_4_and_is_not_published(
    dabokdong: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = drawn.settings_in(tmp_path)
    path = drawn.draw_warehouse(settings, {**drawn.places()})
    with duckdb.connect(str(path)) as connection:
        connection.execute("alter table marts.survey_by_gu_wave drop column response_count_key")
    use(monkeypatch, settings)
    result = dabokdong("publish", "-d", drawn.DEPLOYMENT, data=tmp_path)
    assert result.returncode == 4
    assert "survey_by_gu_wave lacks response_count_key BIGINT" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (settings.published(drawn.DEPLOYMENT) / "current.json").exists()


@pytest.mark.parametrize("command", ["build", "publish"])
def test_while_another_run_is_at_work_it_ends_with_6(
    dabokdong: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    settings = drawn.settings_in(tmp_path)
    drawn.draw_warehouse(settings, {**drawn.places()})
    use(monkeypatch, settings)
    with atomic.lock(settings, drawn.DEPLOYMENT):
        result = dabokdong(command, "-d", drawn.DEPLOYMENT, data=tmp_path)
    assert result.returncode == 6, result.stderr
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
