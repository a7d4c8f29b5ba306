import pandas as pd
import pytest

from dashboard import charts


def points(*values):
    months = pd.date_range("2018-01-01", periods=len(values), freq="MS")
    texts = ["-" if value is None else f"{value:g}" for value in values]
    return pd.DataFrame({"month": months, "value": pd.Series(values, dtype=float), "label": texts,
                         "text": texts})  # fmt: skip


def test_only_the_marked_month_has_a_label():
    figure = charts.trend(points(1, 2, 4), is_rate=False, marked=pd.Timestamp("2018-03-01"))
    (line,) = figure.data
    assert list(line.text) == ["", "", "4"]
    assert list(line.marker.size) == [0, 0, 8]
    assert line.textposition == "top left"


@pytest.mark.parametrize(
    ("values", "month", "place"),
    [
        ((10, 9, 8), "2018-03-01", "bottom left"),  # the line comes from above
        ((8, 9, 10), "2018-01-01", "bottom right"),
        ((10, 9, 8), "2018-01-01", "top right"),
        ((1, 2, None), "2018-03-01", "top center"),  # nothing to label
    ],
)
def test_the_label_keeps_off_the_line(values, month, place):
    figure = charts.trend(points(*values), is_rate=False, marked=pd.Timestamp(month))
    assert figure.data[0].textposition == place


def test_a_hidden_month_breaks_the_line():
    figure = charts.trend(points(1, None, 3), is_rate=False)
    assert figure.data[0].connectgaps is False
    assert pd.isna(figure.data[0].y[1])


def test_the_axis_shows_zero_even_where_all_is_zero_or_hidden():
    assert charts.trend(points(0, 0), is_rate=False).layout.yaxis.range == (0, 1)
    assert charts.trend(points(None, None), is_rate=True).layout.yaxis.range == (0, 1)
    assert charts.trend(points(5, 9), is_rate=False).layout.yaxis.rangemode == "tozero"


def test_no_trace_asks_for_shapes_from_the_network():
    assert {trace.type for trace in charts.trend(points(1, 2), is_rate=True).data} == {"scatter"}
