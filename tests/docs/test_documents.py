"""What the documents name exists, and the commands they show are commands."""

import re
from pathlib import Path

import pytest
import yaml

from pipelines import cli
from pipelines.schema import FEEDS, MARTS

CHECKOUT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "data/README.md")
TOP = ("dashboard/", "pipelines/", "data/", "notebooks/", "tests/", ".ci/", ".streamlit/")
MADE = ("data/raw", "data/landing", "data/warehouse", "data/published")


def read(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


def named_paths(text: str) -> list[str]:
    quoted = re.findall(r"`([^`\s<>*{}]+)`", text)
    return [name for name in quoted if name.startswith(TOP)]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_a_document_names_exists(document: str) -> None:
    missing = [
        name
        for name in named_paths(read(document))
        if not name.startswith(MADE) and not (CHECKOUT / name).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_picture_and_link_within_the_checkout_exists(document: str) -> None:
    linked = re.findall(r"\]\(([^)\s:]+)\)", read(document))
    assert [name for name in linked if not (CHECKOUT / name).exists()] == []


def test_the_readme_shows_a_picture_and_the_bench_table() -> None:
    text = read("README.md")
    assert re.search(r"!\[.+\]\(\S+\.png\)", text)
    speed = text.split("## Speed")[1].split("##")[0]
    assert "dabokdong bench" in speed
    assert len(re.findall(r"^\|.+\|.+\|.+\|$", speed, flags=re.MULTILINE)) >= 8


def test_a_missing_path_would_be_found() -> None:
    assert named_paths("see `pipelines/nowhere.py` and `demo`") == ["pipelines/nowhere.py"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_a_document_shows_exists(document: str) -> None:
    known = {command.name or command.callback.__name__ for command in cli.app.registered_commands}
    shown = set(re.findall(r"(?:`|uv run )dabokdong ([a-z-]+)", read(document)))
    assert shown - known == set()


def test_the_two_commands_stand_at_the_top_of_the_readme() -> None:
    top = "\n".join(read("README.md").splitlines()[:30])
    assert "pip install uv && uv run dabokdong demo" in top
    assert "pip install uv && uv run pytest" in top


def test_where_new_code_goes_names_folders_that_hold_such_code() -> None:
    text = read("CONTRIBUTING.md")
    for row in ("a mart", "a check", "a feed", "a page", "a deployment", "a notebook"):
        assert f"| {row} |" in text
    marts = {path.stem for path in (CHECKOUT / "pipelines/sql/marts").glob("*.sql")}
    assert marts == set(MARTS), "a mart costs its SQL file and its schema entry"
    assert list((CHECKOUT / "pipelines/sql/checks").glob("*.sql"))
    staging = {path.stem.removeprefix("stg_") for path in CHECKOUT.glob("pipelines/sql/staging/*")}
    read_by_sql = "".join(
        path.read_text(encoding="utf-8") for path in CHECKOUT.glob("pipelines/sql/*/*.sql")
    )
    assert staging
    unread = [feed for feed in FEEDS if f"landing.{feed}" not in read_by_sql]
    assert unread == []


def test_every_reference_file_is_described() -> None:
    text = read("data/README.md")
    files = [
        path.relative_to(CHECKOUT / "data").as_posix()
        for path in (CHECKOUT / "data/reference").iterdir()
        if path.is_file()
    ]
    assert [name for name in files if name not in text] == []


def test_every_policy_number_is_dated_and_has_a_source() -> None:
    entries = yaml.safe_load(read("data/reference/policy_parameters.yaml"))
    for entry in entries:
        assert {"parameter", "value", "valid_from", "source"} <= set(entry)
        assert entry["meaning_ko"]
        assert entry["meaning_en"]


def test_nothing_names_a_package_registry() -> None:
    hosts = re.compile("|".join(("py" + "pi.org", "python" + "hosted", "npm" + "js.")))
    suffixes = {".py", ".md", ".toml", ".yaml", ".sql", ".csv", ".js", ".css", ".po"}
    folders = ("pipelines", "dashboard", "data/reference", "tests", "notebooks", ".ci")
    files = [
        path
        for folder in folders
        for path in (CHECKOUT / folder).rglob("*")
        if path.suffix in suffixes and path.is_file()
    ]
    files += [CHECKOUT / name for name in ("README.md", "CONTRIBUTING.md", "pyproject.toml")]
    named = [path for path in files if hosts.search(path.read_text(encoding="utf-8"))]
    assert named == []
