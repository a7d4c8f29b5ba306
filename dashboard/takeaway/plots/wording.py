"""plotly's words for numbers, colours and text, as matplotlib wants them."""

from __future__ import annotations

import html
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import matplotlib.colors
from plotly import colors as plotly_colors

from pipelines.errors import InputError

_THEME = Path(__file__).resolve().parents[3] / ".streamlit" / "config.toml"
_TAGS = re.compile(r"</?(?:b|i|em|strong|sup|sub|u|s|span|a)(?:\s[^<>]*)?>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_D3 = re.compile(
    r"(?P<sign>[+ -]?)(?P<comma>,?)(?:\.(?P<digits>\d+))?(?P<trim>~?)(?P<type>[a-z%]?)"
)
_TEMPLATE = re.compile(r"%\{(\w+)(?::([^}]*))?\}")
_PREFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
_RGB = re.compile(r"rgba?\(\s*([\d.]+)\s*,\s*([\d.]+)\s*,\s*([\d.]+)\s*(?:,\s*([\d.]+)\s*)?\)")

RGBA = tuple[float, float, float, float]


@lru_cache(maxsize=1)
def theme() -> dict[str, Any]:
    """The light colours of the theme file; an installed copy without the file has black on white.

    `chartCategoricalColors`, `textColor`, `borderColor`, `backgroundColor` are always there.
    """
    plain = {"chartCategoricalColors": ["#000000"], "textColor": "#000000",
             "borderColor": "#d9d9d4", "backgroundColor": "#ffffff"}  # fmt: skip
    if not _THEME.exists():
        return plain
    return plain | tomllib.loads(_THEME.read_text(encoding="utf-8"))["theme"]["light"]


def palette(place: int) -> str:
    """The colour of the trace at `place` that states none."""
    colours = theme()["chartCategoricalColors"]
    return str(colours[place % len(colours)])


def colour(text: str, opacity: float | None = None) -> RGBA:
    """A CSS colour; `opacity` (0-1) thins it out.

    Raises InputError for what is no colour.
    """
    found = _RGB.fullmatch(text.strip())
    try:
        if found:
            red, green, blue = (float(part) / 255 for part in found.groups()[:3])
            rgba = (red, green, blue, float(found.group(4) or 1))
        else:
            rgba = matplotlib.colors.to_rgba(text.strip().lower())
    except ValueError as error:
        raise InputError(f"A picture cannot show the colour {text!r}.") from error
    return (*rgba[:3], rgba[3] * (1 if opacity is None else opacity))


def is_dark(rgba: RGBA) -> bool:
    """Whether white reads better on it than black (relative luminance)."""
    return 0.2126 * rgba[0] ** 2.2 + 0.7152 * rgba[1] ** 2.2 + 0.0722 * rgba[2] ** 2.2 < 0.25


def colour_map(scale: Any, *, is_reversed: bool = False) -> matplotlib.colors.Colormap:
    """plotly's colour scale: a name or (share, colour) pairs; None: light to dark of the theme."""
    if scale is None:
        scale = [(0, theme()["backgroundColor"]), (1, palette(0))]
    if isinstance(scale, str):
        scale = plotly_colors.get_colorscale(scale)
    pairs = [(float(share), colour(str(name))) for share, name in scale]
    made = matplotlib.colors.LinearSegmentedColormap.from_list("plotly", pairs)
    return made.reversed() if is_reversed else made


def plain_text(text: object) -> tuple[str, bool]:
    """(text, whether it begins bold): plotly's few tags read, everything else as it stands."""
    words = _BREAK.sub("\n", "" if text is None else str(text))
    is_bold = words.lstrip().lower().startswith(("<b>", "<strong>"))
    return html.unescape(_TAGS.sub("", words)), is_bold


def number_text(value: float, spec: str | None) -> str:
    """A number in a d3 format, such as `.0%`, `,d`, `+.1f`, `.2s`.

    Raises InputError for a format that is not known here.
    """
    found = _D3.fullmatch(spec or "")
    if found is None:
        raise InputError(f"A picture cannot show numbers in the format {spec!r}.")
    sign, comma = found["sign"].replace("-", ""), found["comma"]
    digits = int(found["digits"] or 6)
    is_trimmed = found["trim"] or not found["digits"]  # six decimals are d3's way to say none
    match found["type"]:
        case "":
            return f"{value:{sign},{f'.{digits}' if found['digits'] else ''}g}"
        case "d":
            return f"{round(value):{sign}{comma}d}"
        case "%":
            text = f"{value * 100:{sign}{comma}.{digits}f}"
            return f"{_trimmed(text) if is_trimmed else text}%"
        case "f":
            text = f"{value:{sign}{comma}.{digits}f}"
            return _trimmed(text) if is_trimmed else text
        case "e" | "g" as kind:
            return f"{value:{sign}{comma}.{digits}{kind}}"
        case "s":
            step, name = next((p for p in _PREFIXES if abs(value) >= p[0]), (1, ""))
            return f"{value / step:{sign}.{digits}g}{name}"
        case other:
            raise InputError(f"A picture cannot show numbers in the format {other!r}.")


def filled(template: str, values: dict[str, Any]) -> str:
    """A `texttemplate` with its `%{name:format}` filled in; an unknown name is an InputError."""

    def value(found: re.Match[str]) -> str:
        name, spec = found.groups()
        if name not in values:
            raise InputError(f"A picture cannot fill %{{{name}}} of a text template.")
        known = values[name]
        return number_text(float(known), spec) if spec else str(known)

    return _TEMPLATE.sub(value, template)


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
