"""Where names find room beside their points, and how wide a text is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.charts import FONT_SIZE

_LINE = 1.25  # of the height of letters
_AWAY = 8  # pixels from the middle of a point to its name


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


def text_width(text: str) -> int:
    """Pixels: a Korean letter is about as wide as the text is high, others half as wide."""
    return round(sum(1 if ord(sign) > 0x2E80 else 0.58 for sign in text) * FONT_SIZE)


def text_box(text: str, x: float, y: float, *, is_left: bool) -> Box:
    """The box of a text whose middle height is at y, and which ends, or begins, at x."""
    wide, half = text_width(text), FONT_SIZE * _LINE / 2
    return Box(x - wide if is_left else x, y - half, x if is_left else x + wide, y + half)


def fitting(
    names: Sequence[str], points: Sequence[tuple[float, float]], sides: Sequence[bool],
    frame: Box, *, most: int, taken: Iterable[Box] = (),
) -> list[bool]:  # fmt: skip
    """Which names can stand beside their points, the first first, so that none touch.

    Parameters
    ----------
    points : in pixels; `sides` whether each name stands to the left of its point.
    frame : within which a name has to stay.
    most : names at most.
    taken : boxes of other texts.
    """
    boxes, shown = list(taken), list[bool]()
    for name, (x, y), is_left in zip(names, points, sides, strict=True):
        box = text_box(name, x - _AWAY if is_left else x + _AWAY, y, is_left=is_left)
        is_inside = box.left >= frame.left and box.right <= frame.right
        is_free = not any(box.touches(other) for other in boxes)
        shown.append(sum(shown) < most and is_inside and is_free)
        if shown[-1]:
            boxes.append(box)
    return shown
