"""Typst with the project's fonts and nothing else: no system font, no package, no network."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

import typst

from dashboard.takeaway.lettering import font_folder

_PICTURE = Path(__file__).with_name("picture.typ")
_POINTS_PER_INCH = 72


def png_of(svg: bytes, width: float, *, scale: float = 2) -> bytes:
    """An SVG of `width` pixels as PNG, `scale` times as large."""
    return compiled(
        _PICTURE,
        {"svg": svg.decode(), "width": f"{width}"},
        kind="png",
        ppi=_POINTS_PER_INCH * scale,
    )


def compiled(
    template: Path,
    inputs: dict[str, str],
    *,
    kind: Literal["pdf", "png"],
    ppi: float | None = None,
    made_at: datetime | None = None,
) -> bytes:
    """What typst makes of a template.

    Data go in as `inputs`, strings that the template reads; none ever becomes part of its code.
    A template that is set in several PNG pages is a defect, and a TypeError.
    """
    made = typst.compile(
        template.read_bytes(),
        font_paths=_fonts(),
        format=kind,
        ppi=ppi,
        sys_inputs=inputs,
        timestamp=made_at,
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{template.name} was set in several pages.")
    return made


def as_json(value: object) -> str:
    """JSON for a template's inputs."""
    return json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts, looked up once."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())]
    )
