"""Text as outlines, so that a picture shows Korean on a machine that has no Korean font.

NanumGothic (SIL Open Font License) lies in the package koreanize-matplotlib; each glyph stands once
in a picture, however often it is used.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from fontTools.pens.svgPathPen import SVGPathPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from pipelines.errors import InputError

Anchor = Literal["start", "middle", "end"]
_FILES = {False: "NanumGothic.ttf", True: "NanumGothicBold.ttf"}
# one open font file for all threads
_LOCK = threading.Lock()
_SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}


@lru_cache(maxsize=1)
def font_folder() -> Path:
    """The folder that holds NanumGothic; found without importing the package, which would plot.

    Raises InputError where the package is not installed.
    """
    spec = find_spec("koreanize_matplotlib")
    if spec is None or spec.origin is None:
        raise InputError("The fonts are missing. Install the package koreanize-matplotlib.")
    return Path(spec.origin).parent / "fonts"


class Lettering:
    """The text of one picture; keeps which glyphs it used. Sizes and places are in pixels."""

    def __init__(self) -> None:
        self._used: dict[str, str] = {}

    def draw(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: float,
        fill: str = "#26262b",
        is_bold: bool = False,
        anchor: Anchor = "start",
        halo: str | None = None,
    ) -> str:
        """SVG of one line of text whose baseline begins, is centred or ends at x, y."""
        x -= _SHARES[anchor] * width(text, size, is_bold=is_bold)
        scale = size / _units(is_bold)
        pieces, at = [], 0
        for sign in text:
            outline, advance = _glyph(sign, is_bold)
            if outline:
                key = f"{'b' if is_bold else 'r'}{ord(sign):x}"
                self._used[key] = outline
                pieces.append(f'<use xlink:href="#{key}" x="{at}"/>')
            at += advance
        line = "".join(pieces)
        place = f'transform="translate({x:.1f} {y:.1f}) scale({scale:.5f} {-scale:.5f})"'
        under = (
            f'<g {place} fill="{halo}" stroke="{halo}" stroke-width="{3 / scale:.0f}" '
            f'stroke-linejoin="round">{line}</g>'
            if halo
            else ""
        )
        return f'{under}<g {place} fill="{fill}">{line}</g>'

    def definitions(self) -> str:
        """The glyphs that `draw` used, for the <defs> of the picture."""
        return "".join(f'<path id="{key}" d="{d}"/>' for key, d in sorted(self._used.items()))


def width(text: str, size: float, *, is_bold: bool = False) -> float:
    """How wide one line of text is."""
    return sum(_glyph(sign, is_bold)[1] for sign in text) * size / _units(is_bold)


def wrap(text: str, size: float, room: float, *, is_bold: bool = False) -> list[str]:
    """The text in lines no wider than `room`: broken at spaces, a longer word anywhere."""
    lines = [""]
    room += 0.01  # a room measured from the same text holds it
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if width(joined, size, is_bold=is_bold) <= room:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for sign in word:
            if lines[-1] and width(lines[-1] + sign, size, is_bold=is_bold) > room:
                lines.append("")
            lines[-1] += sign
    return [line for line in lines if line]


@lru_cache(maxsize=len(_FILES))
def _font(is_bold: bool) -> TTFont:
    return TTFont(font_folder() / _FILES[is_bold], lazy=True)


def _units(is_bold: bool) -> int:
    return int(_font(is_bold)["head"].unitsPerEm)


@lru_cache(maxsize=1 << 14)
def _glyph(sign: str, is_bold: bool) -> tuple[str, int]:
    """(outline, advance) in font units; the empty box where the font lacks the sign."""
    if not sign.isprintable():
        return "", 0
    with _LOCK:
        font = _font(is_bold)
        glyphs = font.getGlyphSet()
        name = font.getBestCmap().get(ord(sign), ".notdef")
        pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.0f}")
        glyphs[name].draw(pen)
        return pen.getCommands(), int(glyphs[name].width)
