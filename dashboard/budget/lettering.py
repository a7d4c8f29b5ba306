"""Where names find room beside their points, and how wide a text is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dashboard.charts import FONT_SIZE

_LINE = 1.25  # of the height of letters
_AWAY = 8  # pixels from the middle of a point to its name
_POINT = 4  # pixels from the middle of a point to its edge


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, upwards and to the right."""

    left: float
    low: float
    right: float
    high: float

    def touches(self, other: Box) -> bool:
        """Whether the two lie over each other."""
        is_beside = self.right <= other.left or other.right <= self.left
        return not (is_beside or self.high <= other.low or other.high <= self.low)

    def is_inside(self, frame: Box) -> bool:
        """Whether all of it lies within the frame."""
        is_across = frame.left <= self.left and self.right <= frame.right
        return is_across and frame.low <= self.low and self.high <= frame.high


def text_width(text: str) -> int:
    """Pixels: a Korean letter is about as wide as the text is high, others half as wide."""
    return round(sum(1 if ord(sign) > 0x2E80 else 0.58 for sign in text) * FONT_SIZE)


def text_box(text: str, x: float, y: float, *, is_left: bool) -> Box:
    """The box of a text whose middle height is at y, and which ends, or begins, at x."""
    wide, half = text_width(text), FONT_SIZE * _LINE / 2
    return Box(x - wide if is_left else x, y - half, x if is_left else x + wide, y + half)


def point_box(x: float, y: float) -> Box:
    """The room that a point takes."""
    return Box(x - _POINT, y - _POINT, x + _POINT, y + _POINT)


def bar_box(low: float, high: float, y: float) -> Box:
    """The room that an interval along a line takes."""
    return Box(low, y - _POINT / 2, high, y + _POINT / 2)


def fitting(
    names: Sequence[str], points: Sequence[tuple[float, float]], frame: Box, *, most: int,
    taken: Iterable[Box] = (),
) -> list[str]:  # fmt: skip
    """Where names can stand around their points, the first first, so that none touch.

    Parameters
    ----------
    points : in pixels.
    frame : within which a name has to stay.
    most : names at most.
    taken : boxes of points and of other texts.

    Returns
    -------
    list of str
        As plotly's `textposition` says it; empty: there is no room.
    """
    boxes, places = list(taken), list[str]()
    for name, (x, y) in zip(names, points, strict=True):
        found = ""
        for place, box in _around(name, x, y) if sum(map(bool, places)) < most else ():
            if box.is_inside(frame) and not any(box.touches(other) for other in boxes):
                found = place
                boxes.append(box)
                break
        places.append(found)
    return places


def _around(name: str, x: float, y: float) -> Iterator[tuple[str, Box]]:
    """Where a name may stand, what is read best first."""
    half, up = text_width(name) / 2, _AWAY + FONT_SIZE * _LINE / 2
    yield "middle right", text_box(name, x + _AWAY, y, is_left=False)
    yield "middle left", text_box(name, x - _AWAY, y, is_left=True)
    yield "top center", text_box(name, x - half, y + up, is_left=False)
    yield "bottom center", text_box(name, x - half, y - up, is_left=False)
