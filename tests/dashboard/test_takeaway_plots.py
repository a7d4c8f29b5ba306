"""Charts as pictures: every kind that the pages draw, and a refusal of every other."""

import ast
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from matplotlib.colors import to_hex
from PIL import Image
from plotly.basedatatypes import BaseTraceType
from plotly.subplots import make_subplots

from dashboard import charts
from dashboard.maps import Note
from dashboard.takeaway import plots
from dashboard.takeaway.plots.picture import draw_figure
from dashboard.takeaway.plots.support import DRAWN
from dashboard.takeaway.plots.wording import colour, number_text, palette, plain_text
from pipelines.errors import InputError

DASHBOARD = Path(__file__).parents[2] / "dashboard"
NOTES = (Note("invented", "가상 자료"), Note("attribution", "산출 0123456789ab"))
MONTHS = pd.date_range("2018-01-01", periods=4, freq="MS")


def axes_of(figure):
    """The axes of a drawn chart, the paper left out."""
    return draw_figure(figure, "", (), 960).axes[1:]


def words_of(svg):
    """The texts of an SVG; matplotlib notes each beside its outlines."""
    return re.findall("<!-- (.*?) -->", svg.decode(), flags=re.DOTALL)


def test_a_picture_has_its_title_its_marks_and_no_reference_to_elsewhere():
    figure = go.Figure(go.Scatter(x=list(MONTHS), y=[1, None, 3, 4], mode="lines"))
    svg = plots.draw_svg(figure, title="포괄률", notes=NOTES)
    root = ElementTree.fromstring(svg)
    links = [v for e in root.iter() for k, v in e.attrib.items() if k.endswith("href")]
    assert links
    assert all(link.startswith("#") for link in links)
    assert b"<!DOCTYPE" not in svg
    assert b"<text" not in svg, "text is outlines, so that no font is needed"
    assert {"포괄률", "가상 자료", "산출 0123456789ab"} <= set(words_of(svg))
    assert svg == plots.draw_svg(figure, title="포괄률", notes=NOTES)


def test_a_png_is_twice_as_large_and_not_blank():
    figure = go.Figure(go.Bar(x=["가", "나"], y=[1, 2]))
    picture = Image.open(io.BytesIO(plots.draw_png(figure, title="막대", notes=NOTES)))
    assert picture.width == 2 * plots.WIDTH
    found = {to_hex(np.array(pixel) / 255) for _, pixel in picture.convert("RGB").getcolors(10**6)}
    assert palette(0) in found


def test_settings_of_a_notebook_are_left_as_they_were():
    before = matplotlib.rcParams["font.family"]
    plots.draw_svg(go.Figure(go.Bar(x=[1], y=[1])))
    assert matplotlib.rcParams["font.family"] == before


def test_a_line_breaks_where_a_month_is_missing():
    (ax,) = axes_of(go.Figure(go.Scatter(x=list(MONTHS), y=[1, None, 3, 4], mode="lines")))
    line = ax.lines[0]
    assert np.isnan(line.get_ydata()).tolist() == [False, True, False, False]
    assert to_hex(line.get_color()) == palette(0)


def test_a_band_lies_between_its_two_lines_with_a_gap():
    low = go.Scatter(x=[1, 2, 3, 4, 5], y=[1, 1, None, 1, 1], mode="lines", line={"width": 0})
    high = go.Scatter(x=[1, 2, 3, 4, 5], y=[2, 3, 3, 3, 2], mode="lines", fill="tonexty",
                      fillcolor="rgba(0, 0, 255, 0.5)", line={"color": "blue"})  # fmt: skip
    (ax,) = axes_of(go.Figure([low, high]))
    (band,) = ax.collections
    assert len(band.get_paths()) == 2
    assert band.get_datalim(ax.transData).bounds == (1, 1, 4, 2)
    assert tuple(band.get_facecolor()[0]) == (0, 0, 1, 0.5)


def test_a_curve_goes_through_its_points_and_two_points_are_a_straight_line():
    shape = {"shape": "spline", "smoothing": 0.6}
    xs, ys = [0, 1, 2, None, 5, 6], [0, 1, 0, None, 3, 4]
    (ax,) = axes_of(go.Figure(go.Scatter(x=xs, y=ys, mode="lines", line=shape)))
    points = ax.lines[0].get_xydata()
    for point in ((0, 0), (1, 1), (2, 0), (5, 3), (6, 4)):
        assert np.isclose(points, point).all(axis=1).any()
    straight = points[points[:, 0] >= 5]
    assert np.allclose(straight[:, 1], straight[:, 0] - 2)
    half = points[np.isclose(points[:, 0], 1.5, atol=0.2)]
    assert half[:, 1].max() > 0.5, "it bends"


def test_stacked_bars_begin_where_the_last_ended_and_negative_ones_apart():
    figure = go.Figure([go.Bar(x=["가", "나"], y=[1, 2]), go.Bar(x=["가", "나"], y=[3, -4])])
    (ax,) = axes_of(figure.update_layout(barmode="stack"))
    assert [(bar.get_y(), bar.get_height()) for bar in ax.patches] == [
        (0, 1), (0, 2), (1, 3), (0, -4),
    ]  # fmt: skip


def test_grouped_bars_stand_beside_each_other_and_offset_groups_are_one_stack():
    figure = go.Figure([go.Bar(x=["가"], y=[1]), go.Bar(x=["가"], y=[3])])
    (ax,) = axes_of(figure)
    assert ax.patches[0].get_x() + ax.patches[0].get_width() == pytest.approx(ax.patches[1].get_x())
    rows = [go.Bar(x=["가"], y=[y], offsetgroup=g) for y, g in ((1, "a"), (3, "a"), (5, "b"))]
    (ax,) = axes_of(go.Figure(rows).update_layout(barmode="stack"))
    assert [bar.get_y() for bar in ax.patches] == [0, 1, 0]
    assert ax.patches[0].get_x() == ax.patches[1].get_x() < ax.patches[2].get_x()


def test_bars_across_from_the_top_with_texts_and_error_bars():
    figure = go.Figure(go.Bar(
        y=["집배원", "집주인"], x=[100, 3], orientation="h", text=["100건", "3건"],
        error_x={"type": "data", "array": [5, 1], "arrayminus": [10, 1], "symmetric": False},
    )).update_layout(yaxis={"autorange": "reversed"})  # fmt: skip
    (ax,) = axes_of(figure)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["집배원", "집주인"]
    assert ax.yaxis_inverted()
    assert {"100건", "3건"} <= set(words_of(plots.draw_svg(figure)))
    (segments,) = [lines.get_segments() for lines in ax.collections]
    assert [segment[:, 0].tolist() for segment in segments] == [[90, 105], [2, 4]]


def test_a_heat_map_leaves_a_missing_cell_empty_and_writes_the_others():
    figure = go.Figure(go.Heatmap(
        z=[[0, 1], [None, 0.5]], x=["가", "나"], y=["다", "라"], texttemplate="%{z:.0%}",
        colorscale=[[0, "#ffffff"], [1, "#000000"]],
    ))  # fmt: skip
    mesh = axes_of(figure)[0].collections[0]
    paint = np.asarray(mesh.get_array())
    assert paint[..., 3].tolist() == [[1, 1], [0, 1]]
    assert paint[0, 1, :3].tolist() == [0, 0, 0]
    assert {"0%", "100%", "50%"} <= set(words_of(plots.draw_svg(figure)))


def test_small_multiples_keep_one_scale():
    figure = make_subplots(rows=1, cols=2, shared_yaxes="all", subplot_titles=["중구", "동구"])
    figure.add_scatter(x=[1, 2], y=[0, 1], row=1, col=1)
    figure.add_scatter(x=[1, 2], y=[0, 50], row=1, col=2)
    left, right = axes_of(figure)
    assert left.get_ylim() == right.get_ylim()
    assert left.get_position().x1 < right.get_position().x0
    assert {"중구", "동구"} <= set(words_of(plots.draw_svg(figure)))


def test_notes_shapes_and_axes_are_drawn_where_they_are_said_to_be():
    figure = go.Figure(go.Scatter(x=list(MONTHS), y=[0.1, 0.2, 0.3, 0.4], mode="markers"))
    figure.add_vline(x="2018-02-01", line_dash="dash")
    figure.add_annotation(x=MONTHS[1], y=0.2, text="<b>시작</b><br>$5 &amp; x_1^2", showarrow=True)
    figure.update_layout(yaxis={"tickformat": ".0%", "range": [0, 1], "title": {"text": "율"}},
                         xaxis={"tickvals": [MONTHS[0]], "ticktext": ["2018년"]})  # fmt: skip
    (ax,) = axes_of(figure)
    assert ax.get_ylim() == (0, 1)
    assert matplotlib.dates.num2date(ax.lines[-1].get_xdata()[0]).month == 2
    words = " ".join(words_of(plots.draw_svg(figure)))
    for word in ("시작", "$5 &amp; x_1^2", "율", "2018년", "60%"):
        assert word.replace("&amp;", "&") in words.replace("&amp;", "&")


POINTS = pd.DataFrame({"month": MONTHS, "value": [1.0, 2, None, 4], "label": "", "text": ""})
PARTS = pd.DataFrame({"label": ["쌀", "쌀"], "side": ["a", "b"], "series": ["a", "b"],
                      "value": [1.0, 2.0], "hover": ""})  # fmt: skip
EXAMPLES = {
    "trend": lambda draw: draw(POINTS, is_rate=True, marked=MONTHS[1], years={MONTHS[0]: "2018년"}),
    "bars": lambda draw: draw(pd.DataFrame({
        "label": ["가", "나"], "value": [1.0, None], "text": ["1건", "비공개"], "hover": "",
        "is_strong": [True, False]})),
    "small_multiples": lambda draw: draw(
        POINTS.assign(panel="a"), {"a": "중구"}, is_rate=False, strong="a"),
    "stock_and_flow": lambda draw: draw(pd.DataFrame({
        "label": ["처음", "닫힘"], "value": [9.0, -3], "base": [0.0, 9], "text": ["9건", "-3건"],
        "hover": "", "is_stock": [True, False]})),
    "stacked_bars": lambda draw: draw(
        PARTS, {"a": "공공", "b": "민간"}, ends={"쌀": "3kg"}, hatched="b"),
    "yearly_pairs": lambda draw: draw(
        PARTS, {"a": "공공", "b": "민간"}, ticks={0.0: "0", 2.0: "2원"}, hatched="b"),
    "against": lambda draw: draw(pd.DataFrame({
        "x": [1.0, 2], "y": [3.0, 4], "name": ["중구", ""], "hover": "",
        "is_chosen": [True, False]}), x_title="수요", y_title="공급", slope=1.0, line_text="같음"),
    "intervals": lambda draw: draw(pd.DataFrame({
        "name": ["중구", "동구"], "value": [1.0, None], "low": [-1.0, None], "high": [2.0, None],
        "text": ["1위 (1~3)", "비공개"], "hover": "", "is_chosen": [True, False]}),
        ticks=None, ends=None, height=200, suffix="%"),
    "stairs": lambda draw: draw(POINTS, marked=MONTHS[1], years={MONTHS[0]: "2018년"}),
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_chart_of_the_pages_can_be_drawn(name):
    plots.draw_svg(EXAMPLES[name](getattr(charts, name)), title=name, notes=NOTES)


def is_trace(name):
    made = getattr(go, name, None)
    return isinstance(made, type) and issubclass(made, BaseTraceType)


def test_pages_use_no_kind_of_trace_that_a_picture_lacks_but_a_sankey():
    """A page that needs a further kind teaches dashboard/takeaway/plots, or names it here."""
    used = set()
    kinds = {name.lower() for name in dir(go) if is_trace(name)}
    for path in DASHBOARD.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.attr if isinstance(node, ast.Attribute) else ""
            if name and getattr(node.value, "id", "") == "go" and is_trace(name):
                used.add(name.lower())
            if name.startswith("add_") and is_trace(name.removeprefix("add_").capitalize()):
                used.add(name.removeprefix("add_"))
            if isinstance(node, ast.Dict):  # {"type": "scatter", ...}, as a figure is described
                used |= kinds & {
                    getattr(value, "value", None)
                    for key, value in zip(node.keys, node.values, strict=True)
                    if getattr(key, "value", None) == "type"
                }
    assert "scatter" in used
    assert used - set(DRAWN) <= {"sankey"}


@pytest.mark.parametrize(
    ("figure", "what"),
    [
        (go.Figure(go.Sankey(node={"label": ["가"]})), "sankey"),
        (go.Figure(go.Pie(values=[1])), "pie"),
        (go.Figure(go.Scatter(y=[1], line={"dash": "5px"})), "5px"),
        (go.Figure(go.Scatter(y=[1], marker={"gradient": {"type": "radial"}})), "gradient"),
        (go.Figure(go.Bar(y=[1])).update_layout(barnorm="percent"), "barnorm"),
        (go.Figure(go.Scatter(y=[1])).add_shape(type="circle", x0=0, x1=1, y0=0, y1=1), "circle"),
        (go.Figure(go.Scatter(y=[1], yaxis="y2")).update_layout(yaxis2={"overlaying": "y"}),
         "yaxis2"),
        (go.Figure(go.Scatter(y=[1], marker={"symbol": "hourglass"}, mode="markers")), "hourglass"),
        (go.Figure(go.Scatter(y=[1])).update_yaxes(tickformat="(.2f"), "format"),
        (go.Figure(go.Scatter(x=["a"], y=[1])).update_xaxes(categoryorder="total ascending"),
         "total ascending"),
        (go.Figure(go.Bar(x=[["a"], ["b"]], y=[1])), "nested"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_by_name(figure, what):
    with pytest.raises(InputError, match=what):
        plots.draw_svg(figure)


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [(0.123, ".0%", "12%"), (0.5, ".1%", "50.0%"), (12345, ",d", "12,345"), (3, "+d", "+3"),
     (1.25, ".1f", "1.2"), (12345, None, "12,345"), (0.25, ",~g", "0.25"), (2e6, "s", "2M"),
     (5, "+,~f", "+5"), (1000, ",~f", "1,000"), (0.125, "%", "12.5%")],
)  # fmt: skip
def test_numbers_are_written_as_plotly_writes_them(value, spec, text):
    assert number_text(value, spec) == text


def test_only_the_tags_that_plotly_knows_are_read():
    assert plain_text("<b>가</b><br>나 &amp; <script>") == ("가\n나 & <script>", True)
    assert colour("rgba(255, 0, 0, 0.5)") == (1, 0, 0, 0.5)
    with pytest.raises(InputError, match="javascript"):
        colour("javascript:alert(1)")


def test_the_legend_of_a_picture_has_the_signs_of_its_points():
    figure = go.Figure(
        [
            go.Scatter(x=[1], y=[place], name=name, mode="markers", marker={"symbol": symbol})
            for place, (name, symbol) in enumerate(
                {"가": "square", "나": "diamond", "다": "star", "라": "square-open"}.items()
            )
        ]
    )
    (legend,) = draw_figure(figure, "", (), 960).legends
    handles = legend.legend_handles
    assert [handle.get_marker() for handle in handles] == ["s", "D", "*", "s"]
    assert [handle.get_markerfacecolor() == "none" for handle in handles] == [
        False, False, False, True,
    ]  # fmt: skip
