"""Every notebook runs from top to bottom on a published city, and is committed without outputs."""

import ast
import importlib
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_stripped(path):
    cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_it_asks_of_our_modules_is_there(path):
    # Running them all takes minutes and is left to the slow tests; a name that moved shows here.
    source = "\n".join(
        cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"
    )
    tree = ast.parse(source)
    modules = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] in (
            "dashboard",
            "pipelines",
        ):
            for alias in node.names:
                modules[alias.asname or alias.name] = _member(node.module, alias.name)
    asked = [
        (node.value.id, node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and isinstance(modules.get(node.value.id), ModuleType)
    ]
    assert asked
    assert not [
        f"{name}.{attribute}" for name, attribute in asked if not hasattr(modules[name], attribute)
    ]


def _member(module, name):
    owner = importlib.import_module(module)
    return (
        getattr(owner, name)
        if hasattr(owner, name)
        else importlib.import_module(f"{module}.{name}")
    )


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_and_shows_something(path, busan_city, monkeypatch):
    monkeypatch.setenv("DABOKDONG_DATA", str(busan_city.data))
    monkeypatch.setenv("PYTHONPATH", str(FOLDER.parent))
    book = nbformat.read(path, 4)
    NotebookClient(book, timeout=240, kernel_name="python3").execute()
    shown = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in shown if output.output_type == "error"]
    assert len([output for output in shown if output.output_type == "display_data"]) >= 5
