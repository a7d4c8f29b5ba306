"""Tables as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import pandas as pd

from pipelines.export.cells import neutralise, plain_values
from pipelines.export.notices import Language, notices
from pipelines.publication import BuildInfo, Release

_ONE_CELL = str.maketrans({",": "，", ";": "；", '"': "'"})
"""Keeps a note in its first cell, unquoted: a second cell could begin with a formula.

A full-width comma separates no cells and still stands in a number as a comma does; so for the sign
that separates cells on other PCs. Quoted, the line would be no comment to a program that reads it.
"""


def to_csv(
    frame: pd.DataFrame,
    *,
    info: BuildInfo,
    release: Release,
    labels: Mapping[str, str] | None = None,
    language: Language = "ko",
    notes: Sequence[str] = (),
) -> bytes:
    """The frame as CSV for a spreadsheet: UTF-8 with a byte-order mark, lines end with CR LF.

    Parameters
    ----------
    frame
        As `read.table` gives it; the index is left out.
    info, release
        The publication and the release that the frame is from.
    labels
        Words for the header, by column (`read.labels`); the column's name where there is none.
    language
        Of the notices.
    notes
        Further sentences, such as the filters of the page.

    Returns
    -------
    bytes
        First the notices, one a line, each after `# `, its commas full-width (pandas skips
        them with `comment="#"`), then the header and the rows. Hidden and missing values are
        empty cells; is_suppressed tells which. Text that a spreadsheet would run as a formula has
        an apostrophe before it.
    """
    names = [neutralise((labels or {}).get(str(column), str(column))) for column in frame.columns]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for sentence in (*notices(info, release, language), *notes):
        out.write(f"# {' '.join(sentence.translate(_ONE_CELL).split())}\r\n")
    writer.writerow(names)
    columns = [plain_values(frame[column]) for column in frame.columns]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode("utf-8-sig")
