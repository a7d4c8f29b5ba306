"""The grammar of layouts: every complaint names file and key; committed layouts are sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import ingest
from pipelines.errors import LayoutError
from pipelines.ingest.layout_files import read_layout, read_layouts
from pipelines.schema import FEEDS
from pipelines.settings import Settings
from tests.ingest.conftest import BUSAN, accepted, reasons

GOOD = """
feed: staff
columns:
  month: 기준
  level: {constant: dong}
  place_code: 코드
  role: {from: 직종, values: {복지직: official, 간호직: visiting_nurse}, otherwise: volunteer}
  headcount: 인원
  fte: {from: 시간(주), multiply: 0.025}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_committed_layouts_are_sound_and_described(installation: Settings):
    layouts = read_layouts(installation)
    assert len(layouts) >= 6
    readme = (installation.reference / "layouts" / "README.md").read_text(encoding="utf-8")
    for layout in layouts.values():
        assert layout.about
        assert layout.feed in FEEDS
        assert f"`{layout.name}`" in readme


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("feed: staff", "feed: staffs", "feed is 'staffs'; it must be one of population"),
        ("feed: staff", "fead: staff", "fead has no key 'fead'; known: about, columns"),
        ("  headcount: 인원\n", "", "columns lacks headcount, which staff requires"),
        ("  headcount:", "  heads:", "columns fills 'heads'; staff has fte, headcount"),
        ("{constant: dong}", "{constant: dong, from: x}", "columns.level needs exactly one of"),
        ("{constant: dong}", "[dong]", "columns.level is ['dong']; write a header"),
        ("기준", "{from: 기준, extract: '('}", "columns.month.extract is '(', not a regular"),
        ("기준", "{from: 기준, extract: 'a'}", "columns.month.extract has 0 groups"),
        (
            "columns:",
            "header_row: 0\ncolumns:",
            "header_row is 0; it must be a whole number from 1",
        ),
        ("columns:", "totals: {column: x}\ncolumns:", "totals lacks pattern"),
        ("columns:", "unpivot: {headers: a}\ncolumns:", "unpivot lacks value"),
        ("columns:", "encoding: cp494\ncolumns:", "encoding has 'cp494', which is none"),
        ("columns:", "encoding: 949\ncolumns:", "encoding is 949; write a name"),
        ("columns:", 'delimiter: "||"\ncolumns:', "delimiter is '||'; it must be one character"),
        ("columns:", "delimiter: 5\ncolumns:", "delimiter is 5; it must be one character"),
        (
            "columns:",
            "point: {x: a, y: b, crs: 'EPSG:0'}\ncolumns:",
            "point.crs is 'EPSG:0', no CRS",
        ),
        ("feed: staff", "feed: [", "is not YAML"),
        (GOOD, "just text", "holds no keys"),
    ],
)
def test_a_layout_that_breaks_the_grammar(tmp_path: Path, old: str, new: str, says: str):
    assert old in GOOD
    with pytest.raises(LayoutError) as caught:
        read_layout(write(tmp_path, GOOD.replace(old, new)))
    assert says in str(caught.value)
    assert "own.yaml" in str(caught.value)


def test_values_constants_and_units(own_reference: Settings, tmp_path: Path):
    write(own_reference.reference / "layouts", GOOD)
    path = tmp_path / "인력.csv"
    path.write_text(
        "기준,코드,직종,인원,시간(주)\n"
        "2017-03,2611051000,복지직,3,120\n"
        "2017-03,2611051000,간호직,1,20\n"
        "2017-03,2611051000,모름,2,\n",
        encoding="utf-8",
    )
    guessed = ingest.guess(own_reference, path)
    assert (guessed.feed, guessed.layout) == ("staff", "own")
    landed = ingest.ingest_file(own_reference, BUSAN, path)
    assert reasons(own_reference, landed) == {4: "missing_value"}
    rows = accepted(own_reference, landed).set_index("role")
    assert rows["fte"].to_dict() == {"official": 120 / 40, "visiting_nurse": 20 / 40}


def test_a_file_that_fits_two_layouts_asks_for_one(own_reference: Settings, tmp_path: Path):
    write(own_reference.reference / "layouts", GOOD)
    (own_reference.reference / "layouts" / "twin.yaml").write_text(GOOD, encoding="utf-8")
    path = tmp_path / "staff.csv"
    path.write_text(
        "기준,코드,직종,인원,시간(주)\n2017-03,2611051000,복지직,3,120\n", encoding="utf-8"
    )
    with pytest.raises(
        LayoutError, match=r"fits several layouts: own, twin. Say which with --layout"
    ):
        ingest.ingest_file(own_reference, BUSAN, path)
    assert ingest.ingest_file(own_reference, BUSAN, path, layout="twin").rows_accepted == 1


def test_a_changed_layout_takes_an_unchanged_file_in_again(own_reference: Settings, tmp_path: Path):
    layout = write(own_reference.reference / "layouts", GOOD)
    path = tmp_path / "staff.csv"
    path.write_text(
        "기준,코드,직종,인원,시간(주)\n2017-03,2611051000,모름,3,120\n", encoding="utf-8"
    )
    first = ingest.ingest_file(own_reference, BUSAN, path)
    layout.write_text(GOOD.replace("otherwise: volunteer", "otherwise: official"), encoding="utf-8")
    second = ingest.ingest_file(own_reference, BUSAN, path)
    assert first.content_hash == second.content_hash
    assert first.file_id != second.file_id
    assert accepted(own_reference, second)["role"].tolist() == ["official"]


def test_a_layout_in_another_encoding_is_a_sentence(tmp_path: Path):
    path = tmp_path / "own.yaml"
    path.write_bytes(GOOD.encode("cp949"))
    with pytest.raises(LayoutError, match=r"own\.yaml is not UTF-8; save it in that encoding"):
        read_layout(path)
