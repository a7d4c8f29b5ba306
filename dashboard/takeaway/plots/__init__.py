"""Charts as pictures on a machine without a browser: a plotly Figure in, SVG or PNG out.

plotly draws in a browser only; this room draws the same Figure with matplotlib. What it cannot
draw, it refuses by name: nothing is ever left out of a picture without a word.
"""

from dashboard.takeaway.plots.picture import WIDTH, draw_png, draw_svg
from dashboard.takeaway.plots.support import require_drawable

__all__ = ["WIDTH", "draw_png", "draw_svg", "require_drawable"]
