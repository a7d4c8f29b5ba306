"""Outside of a page a figure carries the theme's colours itself."""

import pandas as pd

from dashboard import blocks, charts
from dashboard.standalone import standalone
from dashboard.takeaway.plots import wording


def test_a_figure_outside_of_a_page_is_not_black():
    assert blocks.MAP_HEIGHT  # to load it is what makes new figures wait for the browser's colours
    rows = pd.DataFrame({"label": ["x"], "value": [1.0], "text": ["1"], "is_strong": True,
                         "hover": ["x"]})  # fmt: skip
    drawn = charts.bars(rows)
    made = standalone(drawn)
    colours = wording.theme()["chartCategoricalColors"]
    assert colours[0] == "#5b3a91"
    assert list(made.layout.template.layout.colorway) == colours
    assert list(drawn.layout.template.layout.colorway or ()) != colours, "the page's stays as it is"
    assert made.data == drawn.data
