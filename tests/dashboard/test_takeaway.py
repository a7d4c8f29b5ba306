"""What is taken away: every format parsed again, what it carries, and names that mean harm."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from dashboard import filters, maps, points
from dashboard.takeaway import (
    ChartPart,
    MapPart,
    Package,
    Sheet,
    files,
    lettering,
    map_picture,
    offering,
)
from pipelines import read
from pipelines.errors import InputError
from tests.dashboard import beds

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "</title><svg onload=x>",
    '#eval("1+1") *굵게* $x$ `raw` @cite // no',
    "\\u{1F600} \"따옴표\" 'x' & &amp; ]]>",
    "아주긴이름" * 40,
    "../../etc/passwd\x00\x07",
    "url(#x) javascript:alert(1)",
)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """The made-up city, published once."""
    data = tmp_path_factory.mktemp("data")
    beds.publish(data, gu_count=2)
    return data


@pytest.fixture
def packed(city, monkeypatch):
    """Make the package of a page: `packed(language="en", release="open", gu="26110")`."""
    monkeypatch.setenv("DABOKDONG_DATA", str(city))
    return make


def make(*, language="ko", release="open", gu=None, dong=None, names=None, **changes) -> Package:
    info = read.build_info(beds.DEPLOYMENT)
    scope = filters.Scope(
        deployment=beds.DEPLOYMENT, release=release, language=language,
        releases=("internal", "open"), deployments=read.deployments(),
    )  # fmt: skip
    selection = filters.Selection(scope, date(2018, 12, 1), gu, dong, "coverage_rate")
    layer = read.geo("dongs", deployment=beds.DEPLOYMENT, gu=gu)
    codes = list(layer["dong_code"])
    words = dict(zip(codes, names or layer[f"dong_name_{language}"], strict=False))
    frame = pd.DataFrame(
        {
            "dong_code": codes,
            "dong_name": [words.get(code, code) for code in codes],
            "month": pd.Timestamp("2018-12-01"),
            "at_risk_count": pd.array([None, *range(1, len(codes))], dtype="Int64"),
            "coverage_rate": [None, 0.0, *(0.5 for _ in codes[2:])],
            "is_suppressed": [True, *(False for _ in codes[1:])],
        }
    )
    words_of = ("코드", "행정동", "월", "위기가구", "포괄률", "비공개")
    labels = dict(zip(frame.columns, words_of, strict=True))
    fills = dict.fromkeys(codes, "#6c68b2") | {codes[0]: maps.FILLS["suppressed"]}
    title = names[0] if names else "동별 포괄률"
    rows = (maps.LegendRow("#6c68b2", title, "23개 동"),
            maps.LegendRow(maps.FILLS["suppressed"], "비공개", "1개 동"),
            maps.LegendRow("none", "이웃보다 낮음", "1개 동", "▲"))  # fmt: skip
    view = maps.View(
        fills=fills, tips={code: (words.get(code, ""),) for code in codes},
        gu_names={"26110": words.get(codes[0], "가람구"), "26120": "나루구"},
        legend=maps.Legend(title, rows), notes=(), focus=gu, chosen=dong, marks={codes[3]: "▲"},
    )  # fmt: skip
    chart = go.Figure(go.Bar(x=[words.get(code, code) for code in codes[:3]], y=[1, 2, 3]))
    parts = {
        "page": "coverage_gap",
        "title": title,
        "answer": "12개 동에서 절반 이상이 아직 발굴되지 않았습니다." if not names else title,
        "selection": selection,
        "info": info,
        "place_name": title if names else "부산 다복동",
        "sheets": (Sheet("coverage", title, frame, labels, {"at_risk_count": "가구"}),),
        "maps": (MapPart(title, view, frame.set_index("dong_code"), labels),),
        "charts": (ChartPart("trend", title, chart),),
        "caveats": (title, "관찰한 수치입니다."),
    }
    return Package(**{**parts, **changes})


def text_of_pdf(data):
    """(text without white space, number of pages, fonts and whether each is embedded)."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    fonts = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            described = inner["/FontDescriptor"].get_object()
            fonts[inner["/BaseFont"]] = any(f"/FontFile{n}" in described for n in ("", 2, 3))
    text = "".join(page.extract_text() for page in reader.pages)
    return re.sub(r"\s+", "", text), len(reader.pages), fonts


def local_links(svg):
    """The links of an SVG that can be parsed."""
    root = ElementTree.fromstring(svg)
    return [
        v for e in root.iter() for k, v in e.attrib.items() if k.split("}")[-1] in ("href", "src")
    ]


def test_names_sort_and_are_ascii(packed):
    package = packed(gu="26110")
    assert files.name(package, package.sheets[0], "csv") == (
        f"coverage_gap-coverage_{beds.DEPLOYMENT}_26110_2018-12_coverage_rate_open_ko_"
        f"{beds.BUILD}.csv"
    )
    assert files.name(package, None, "pdf").startswith("coverage_gap_busan_dabokdong_26110_2018-12")
    assert "-map_" in files.name(package, package.maps[0], "svg")
    dong = packed(gu="26110", dong=beds.dong_code(0, 1))
    assert f"_{beds.dong_code(0, 1)}_" in files.name(dong, None, "pdf")
    evil = replace(package, sheets=(replace(package.sheets[0], name="../가/b\x00"),))
    assert re.fullmatch(r"[\w.-]+", files.name(evil, evil.sheets[0], "csv"), re.ASCII)
    assert ".." not in files.name(evil, evil.sheets[0], "csv")


def test_no_two_selections_share_a_name_or_what_the_file_says_of_itself(packed):
    """Each differs from the first in one choice, of those that pages offer."""

    def said(package):
        rows = files.csv(package, package.sheets[0]).decode("utf-8-sig").split("\r\n")
        head = [row for row in rows if row.startswith("# ")]
        return files.name(package, package.sheets[0], "csv"), "\n".join(head)

    first = packed(choices=(
        filters.Choice("measure", "per_1000", "지표", "1,000가구당"),
        filters.Choice("channel", "landlord", "발굴 경로", "임대인"),
        filters.Choice("period", "year", "기간", "12개월"),
    ))  # fmt: skip
    own = replace(first, selection=replace(first.selection, measure="per_1000"))
    others = [
        packed(choices=own.choices, language="en"),
        replace(own, selection=replace(own.selection, measure="coverage_rate")),
        replace(own, selection=replace(own.selection, month=date(2018, 11, 1))),
        *(
            replace(own, choices=tuple(
                replace(known, code=f"{known.code}x", text=f"{known.text}x")
                if known.name == name else known for known in own.choices
            ))
            for name in ("channel", "period")
        ),
        packed(release="internal", choices=own.choices),
    ]  # fmt: skip
    named = [said(package)[0] for package in (own, *others)]
    assert len(set(named)) == len(named)
    assert "_per_1000_channel-landlord_period-year_open_ko_" in named[0]
    assert all(name.isascii() and len(name) < 200 for name in named)
    _, head = said(own)
    # a measure that the schema does not have is named all the same
    for part in (own.sheets[0].title, "지표: 1，000가구당", "발굴 경로: 임대인", "기간: 12개월"):
        assert f"# {part}" in head
    book = openpyxl.load_workbook(io.BytesIO(files.xlsx(own)))
    source = [str(c.value) for row in book.worksheets[-1] for c in row if c.value]
    assert {"1,000가구당", "임대인", "12개월"} <= set(source)


@pytest.mark.parametrize(("language", "mark"), [("ko", "가상 자료"), ("en", "INVENTED DATA")])
def test_the_csv_has_the_marks_the_units_and_the_rows_of_the_page(packed, language, mark):
    package = packed(language=language)
    rows = list(csv.reader(io.StringIO(files.csv(package, package.sheets[0]).decode("utf-8-sig"))))
    head = "\n".join(row[0] for row in rows if row[0].startswith("#"))
    for part in (mark, beds.BUILD, package.title, "2018"):
        assert part in head
    body = [row for row in rows if not row[0].startswith("#")]
    assert body[0][3] == "위기가구 (가구)"
    assert body[1][3:] == ["", "", "True"]
    assert body[2][3:] == ["1", "0.0", "False"]


def test_the_workbook_holds_the_same_numbers_and_the_selection(packed):
    package = packed()
    book = openpyxl.load_workbook(io.BytesIO(files.xlsx(package)))
    page = book.worksheets[0]
    assert page.title == "coverage (가상 자료)"
    header = [cell.value for cell in page[1]]
    assert [cell.value for cell in page[3]][header.index("위기가구 (가구)")] == 1
    source = "\n".join(str(c.value) for row in book.worksheets[-1] for c in row if c.value)
    for part in (package.title, package.answer, "2018년 12월", "포괄률", "관찰한 수치", beds.BUILD):
        assert part in source


def test_the_geojson_returns_every_dong_with_its_shape_and_values(packed):
    package = packed()
    content = json.loads(files.geojson(package, package.maps[0]))
    dongs = read.geo("dongs", deployment=beds.DEPLOYMENT).set_index("dong_code")
    assert len(content["features"]) == len(dongs)
    for feature in content["features"]:
        own = dongs.loc[feature["properties"]["dong_code"]]
        assert shape(feature["geometry"]).equals(own["geometry"])
        assert shape(feature["geometry"]).exterior.is_ccw
    first = content["features"][0]["properties"]
    assert (first["at_risk_count"], first["is_suppressed"]) == (None, True)
    assert content["labels"]["coverage_rate"] == "포괄률"
    assert content["is_invented"]
    assert (
        len(json.loads(files.geojson(packed(gu="26110"), packed(gu="26110").maps[0]))["features"])
        == 12
    )


def test_a_map_of_gu_is_one_in_every_format(packed):
    package = packed()
    part = package.maps[0]
    view = replace(part.view, fills={"26110": "#6c68b2", "26120": "#d6e6f2"}, tips={}, marks={})
    frame = pd.DataFrame({"coverage_rate": [0.5, 0.25]}, index=["26110", "26120"])
    package = replace(package, maps=(replace(part, view=view, frame=frame),))
    content = json.loads(files.geojson(package, package.maps[0]))
    assert [f["properties"]["coverage_rate"] for f in content["features"]] == [0.5, 0.25]
    svg = files.map_svg(package, package.maps[0]).decode()
    assert 'id="side0-26110"' in svg
    assert files.html_map(package, package.maps[0])


def test_the_html_map_refers_to_nothing_outside(packed):
    package = packed()
    html = files.html_map(package, package.maps[0]).decode()
    assert "://" not in html.replace("http://www.w3.org/", "")
    sources = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert sources
    assert all(source.startswith("data:") for source in sources)
    assert '<html lang="ko">' in html
    assert "가상 자료" in html
    assert beds.BUILD in html


def test_the_svg_map_shows_what_the_page_shows(packed):
    package = packed(gu="26110", dong=beds.dong_code(0, 2))
    svg = files.map_svg(package, package.maps[0])
    root = ElementTree.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    drawn = [e for e in root.iter(f"{space}path") if (e.get("id") or "").startswith("side0-")]
    assert len(drawn) == 12
    assert drawn[0].get("fill") == "url(#hatch-suppressed)"
    assert drawn[1].get("fill") == "#6c68b2"
    assert drawn[1].find(f"{space}title").text == "가람2동"
    assert len([e for e in root.iter(f"{space}path") if e.get("class") == "chosen"]) == 1
    assert "가상 자료" in root.find(f"{space}desc").text
    assert all(link.startswith("#") for link in local_links(svg))
    assert b"<text" not in svg


def with_points(package):
    """The package with two points on its map, one in no Dong, one with a name that means harm."""
    kinds = (points.Mark("star", "#b05a00", "나눔냉장고", "1곳"),
             points.Mark("ring", "#4d4d57", "기타", "1곳"))  # fmt: skip
    west, south, east, north = read.geo("dongs", deployment=beds.DEPLOYMENT).total_bounds
    spots = (
        points.Spot(west, north, 0, beds.dong_code(0, 1), ("한울 냉장고", "2018년 25가구")),
        points.Spot(east, south, 1, None, (HOSTILE[1],)),
    )
    part = replace(package.maps[0], points=points.Points(kinds, spots))
    return replace(package, maps=(part,))


def test_the_points_of_a_map_are_in_every_format(packed):
    package = with_points(packed())
    part = package.maps[0]
    content = json.loads(files.geojson(package, part))
    *dongs, first, second = content["features"]
    assert {f["geometry"]["type"] for f in dongs} == {"Polygon"}
    assert len(dongs) == len(read.geo("dongs", deployment=beds.DEPLOYMENT))
    assert first["geometry"]["type"] == second["geometry"]["type"] == "Point"
    said = {name: first["properties"][name] for name in ("point_name", "point_kind", "dong_code")}
    assert said == {
        "point_name": "한울 냉장고", "point_kind": "나눔냉장고", "dong_code": beds.dong_code(0, 1),
    }  # fmt: skip
    assert (first["properties"]["coverage_rate"], second["properties"]["dong_code"]) == (None, None)
    assert content["labels"]["point_name"] == "지점 이름"

    html = files.html_map(package, part).decode()
    assert "dabokdong_points.show" in html
    assert HOSTILE[1] not in html
    assert "://" not in html.replace("http://www.w3.org/", "")

    root = ElementTree.fromstring(files.map_svg(package, part))
    space = "{http://www.w3.org/2000/svg}"
    drawn = [e for e in root.iter(f"{space}g") if e.get("class") == "point"]
    on_map = [e for e in drawn if e.find(f"{space}title") is not None]
    assert [e.find(f"{space}title").text for e in on_map] == [
        "한울 냉장고\n2018년 25가구", HOSTILE[1],
    ]  # fmt: skip
    # and one of each kind in the legend
    assert len(drawn) == 2 * len(on_map)
    # in the corners of the Dongs' frame: the first to the upper left of the second
    at = [[float(n) for n in re.findall(r"[\d.]+", e.get("transform"))] for e in on_map]
    assert at[0][0] < at[1][0]
    assert at[0][1] < at[1][1]
    assert files.map_png(package, part)[1:4] == b"PNG"
    assert files.brief_pdf(package)[:4] == b"%PDF"


def test_two_maps_beside_each_other_are_both_drawn(packed):
    package = packed()
    part = package.maps[0]
    codes = list(part.view.fills)
    second = maps.Beside(dict.fromkeys(codes, "#d6e6f2"), {}, maps.Legend("평활", ()))
    package = replace(package, maps=(replace(part, view=replace(part.view, beside=second)),))
    svg = files.map_svg(package, package.maps[0]).decode()
    assert svg.count('id="side0-') == svg.count('id="side1-') == len(codes)


def test_a_fill_that_is_no_colour_is_refused(packed):
    package = packed()
    part = package.maps[0]
    for fill in ("url(http://x)", "url(#other)", '"/><script>', "expression(1)"):
        broken = replace(part.view, fills=dict.fromkeys(part.view.fills, fill))
        with pytest.raises(InputError, match="fill"):
            files.map_svg(
                replace(package, maps=(replace(part, view=broken),)), replace(part, view=broken)
            )


@pytest.mark.parametrize(("language", "release"), [("ko", "open"), ("en", "internal")])
def test_the_brief_is_a_document_with_its_marks_on_every_page(packed, language, release):
    package = packed(language=language, release=release)
    data = files.brief_pdf(package)
    text, pages, fonts = text_of_pdf(data)
    assert fonts
    assert all(fonts.values())
    assert all("NanumGothic" in name for name in fonts)
    for part in (package.title, package.answer, beds.BUILD, "관찰한 수치입니다.", "가람2동", "50"):
        assert re.sub(r"\s+", "", part) in text or language == "en"
    mark = re.sub(r"\s+", "", package.say("invented.mark"))
    assert text.count(mark) == pages
    assert f"1/{pages}" in text
    rest = package.say.many("takeaway.more_rows", 8, n="8")
    assert re.sub(r"\s+", "", rest) in text
    assert package.say("state.suppressed") in text
    assert re.sub(r"\s+", "", package.say(f"release.{release}")) in text
    assert data == files.brief_pdf(package)


def test_a_chart_that_cannot_be_drawn_is_named_in_the_brief(packed):
    sankey = ChartPart("flow", "흐름", go.Figure(go.Sankey(node={"label": ["가"]})))
    package = packed(charts=(sankey,))
    assert not files.is_drawable(sankey)
    text, _, _ = text_of_pdf(files.brief_pdf(package))
    assert re.sub(r"\s+", "", package.say("takeaway.no_picture")) in text


def test_the_brief_explains_a_measure_once(packed):
    meaning = read.meaning("coverage_rate", "ko")
    squeezed = re.sub(r"\s+", "", meaning)
    for caveats in ((), (f"포괄률: {meaning}.",)):
        package = packed(maps=(), charts=(), caveats=caveats)
        assert text_of_pdf(files.brief_pdf(package))[0].count(squeezed) == 1


def test_findings_stand_before_the_map_and_in_the_notes_of_the_workbook(packed):
    package = packed(findings=(("주요성과", ("찾은것이있음",)),))
    text, _, _ = text_of_pdf(files.brief_pdf(package))
    assert text.index("주요성과") < text.index("찾은것이있음")
    assert text.index("찾은것이있음") < text.rindex(re.sub(r"\s+", "", package.maps[0].title))
    book = openpyxl.load_workbook(io.BytesIO(files.xlsx(package)))
    cells = [str(cell.value) for sheet in book for row in sheet for cell in row]
    assert sum("찾은것이있음" in cell for cell in cells) == 1


def test_a_page_of_one_table_or_of_none_makes_its_files(packed):
    bare = packed(maps=(), charts=(), caveats=(), sheets=())
    assert text_of_pdf(files.brief_pdf(bare))[1] == 1
    sheet = packed().sheets[0]
    empty = packed(maps=(), charts=(), sheets=(replace(sheet, frame=sheet.frame.iloc[:0]),))
    assert text_of_pdf(files.brief_pdf(empty))[1] == 1
    assert openpyxl.load_workbook(io.BytesIO(files.xlsx(empty)))


def test_names_that_mean_harm_stay_names_in_every_format(packed):
    package = packed(names=HOSTILE)
    part, chart = package.maps[0], package.charts[0]
    for row in csv.reader(io.StringIO(files.csv(package, package.sheets[0]).decode("utf-8-sig"))):
        assert all(not cell.startswith(("=", "@", "+")) for cell in row)
    book = openpyxl.load_workbook(io.BytesIO(files.xlsx(package)))
    assert {c.data_type for page in book for row in page for c in row} <= {"s", "n", "d"}
    html = files.html_map(package, part).decode()
    assert "<script>alert" not in html
    assert "<svg onload" not in html
    for svg in (files.map_svg(package, part), files.chart_svg(package, chart)):
        tags = {element.tag.split("}")[-1] for element in ElementTree.fromstring(svg).iter()}
        assert "script" not in tags
        assert b"<svg onload" not in svg
    text, _, _ = text_of_pdf(files.brief_pdf(package))
    for name in HOSTILE[1:6]:
        # typst sets every sign as it stands; long names are broken over lines
        assert re.sub(r"\s+", "", name)[:60] in text, name
    json.loads(files.geojson(package, part))


@given(name=st.text(min_size=1, max_size=40))
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_name_makes_a_picture_and_a_brief(packed, name):
    package = packed(names=[name, name], charts=())
    ElementTree.fromstring(files.map_svg(package, package.maps[0]))
    assert files.brief_pdf(replace(package, maps=())).startswith(b"%PDF")


def test_lines_are_broken_between_words_and_none_is_too_wide():
    text = "가나다 라마바 " * 5 + "하" * 50
    lines = lettering.wrap(text, 14, 120)
    assert all(lettering.width(line, 14) <= 120 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert lettering.wrap("", 14, 120) == []
    assert lettering.wrap("92–100%", 14, lettering.width("92–100%", 14)) == ["92–100%"]


def test_names_on_a_map_do_not_touch(packed, monkeypatch):
    spots = []
    real = map_picture.draw_names.__globals__["_free_spot"]

    def watched(taken, *where):
        spots.append((list(taken), real(taken, *where)))
        return spots[-1][1]

    monkeypatch.setitem(map_picture.draw_names.__globals__, "_free_spot", watched)
    package = packed(gu="26110")
    files.map_svg(package, package.maps[0])
    placed = [(taken, spot) for taken, spot in spots if spot]
    assert len(placed) > 3
    for taken, (left, top, right, bottom) in placed:
        assert not [
            t for t in taken if left < t[2] and t[0] < right and top < t[3] and t[1] < bottom
        ]


def test_the_menu_offers_every_format_and_makes_none_before_it_is_asked(packed, monkeypatch):
    offered, made = {}, []
    menu = offering.__dict__
    monkeypatch.setattr(
        menu["st"], "download_button",
        lambda label, data, **more: offered.setdefault(more["file_name"], (label, data, more)),
    )  # fmt: skip
    for name in ("csv", "xlsx", "geojson", "html_map", "map_svg", "map_png", "chart_svg",
                 "chart_png", "brief_pdf"):  # fmt: skip
        monkeypatch.setattr(files, name, lambda *_, name=name: made.append(name) or b"x")
    offering._downloads(packed())
    assert [name.rsplit(".", 1)[1] for name in offered] == [
        "xlsx", "csv", "png", "svg", "html", "geojson", "png", "svg", "pdf",
    ]  # fmt: skip
    assert made == []
    for _, data, more in offered.values():
        assert data() == b"x"
        assert more["on_click"] == "ignore"
    assert len(made) == len(offered)


def test_a_file_that_fails_is_logged_under_the_number_that_the_page_shows(
    packed, monkeypatch, caplog
):
    buttons, styles = [], []
    menu = offering.__dict__
    monkeypatch.setattr(menu["st"], "download_button", lambda _, data, **more: buttons.append(data))
    monkeypatch.setattr(menu["st"], "html", styles.append)

    def broken(_):
        raise OSError("disk")

    monkeypatch.setattr(files, "xlsx", broken)
    offering._downloads(packed())
    with pytest.raises(OSError, match="disk"):
        buttons[0]()
    number = re.search(r"Error ([0-9a-f]{8}):", caplog.text).group(1)
    assert number in styles[0]
    assert "파일을 만들지 못했습니다" in styles[0]
