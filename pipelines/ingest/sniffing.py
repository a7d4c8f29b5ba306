"""What a file is, from its first bytes: kind, encoding, delimiter, header rows."""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipelines.errors import InputError, LayoutError
from pipelines.ingest.personal import find_personal, mask

Kind = Literal["text", "workbook", "parquet"]

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE = 1_000_000
# Longest line that is taken; a longer one is quarantined. 256 KiB is far above any real record.
LONGEST_LINE = 262_144
# What a column is not named: a day, five or more digits in a row, an id such as H0012.
_DATUM = re.compile(
    r"[0-9]{5}|(?:19|20)[0-9]{2}\s*[-./년]\s*[0-9]{1,2}\s*[-./월]\s*[0-9]|^[A-Za-z]{1,4}-?[0-9]{3,}$"
)

_FOREIGN = {
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls)",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
}


@dataclass(frozen=True)
class Dialect:
    """How a text file is written. `encodings` are tried in turn on each line."""

    encodings: tuple[str, ...]
    delimiter: str
    newline: str
    bom_bytes: int = 0


def find_kind(path: Path) -> Kind:
    """Whether a file is text, a workbook or Parquet.

    Raises InputError for what is none of them, or not a file, or empty.
    """
    if not path.exists():
        raise InputError(f"There is no file {path}; check the name.")
    if path.is_dir():
        raise InputError(f"{path} is a folder; name a file in it.")
    if not path.is_file():
        raise InputError(f"{path} is not a regular file; copy its content into one.")
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except PermissionError as error:
        raise InputError(f"{path} may not be read by this user; change its rights.") from error
    if not start:
        raise InputError(f"{path} is empty; ask for it again.")
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"PK"):
        return _kind_of_zip(path)
    for magic, what in _FOREIGN.items():
        if start.startswith(magic):
            raise InputError(f"{path} is {what}; save it as CSV, XLSX or Parquet.")
    return "text"


def _kind_of_zip(path: Path) -> Kind:
    """A workbook is a zip of XML; any other zip is refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise InputError(f"{path} is a damaged zip or workbook; ask for it again.") from error
    if "xl/workbook.xml" not in names:
        raise InputError(f"{path} is a zip archive, whatever its name says; unpack it first.")
    return "workbook"


def find_dialect(
    path: Path, encodings: tuple[str, ...], delimiter: str | None, header_row: int
) -> Dialect:
    """How a text file is written, from its first MB; what the layout states is believed."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    bom = next((b for b in (codecs.BOM_UTF8,) if sample.startswith(b)), b"")
    if sample[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        encodings = ("utf-16",)
    chosen = encodings or (("utf-8",) if bom else (_find_encoding(sample),))
    text = sample[len(bom) :].decode(chosen[0], errors="replace")
    lines = text.splitlines()[header_row - 1 : header_row]
    header = lines[0] if lines else ""
    newline = "\r\n" if "\r\n" in text else "\n" if "\n" in text or "\r" not in text else "\r"
    return Dialect(chosen, delimiter or _find_delimiter(header), newline, len(bom))


def _find_delimiter(header: str) -> str:
    """The delimiter that parts the header into most fields."""
    counts = {d: len(next(csv.reader([header], delimiter=d), [])) for d in DELIMITERS}
    return max(DELIMITERS, key=lambda d: counts[d])


def _find_encoding(sample: bytes) -> str:
    """UTF-8, CP949 or cp1252: whichever reads most of the lines that are not plain ASCII.

    CP949 counts only where a line has Hangul: its double bytes cover nearly everything, so that
    European text often decodes to rare characters. cp1252 reads almost any bytes, so it comes last.
    """
    whole = sample[: sample.rfind(b"\n")] if b"\n" in sample else sample
    if _decodes(whole, "utf-8"):
        return "utf-8"
    lines = [line for line in whole.split(b"\n") if not line.isascii()]
    utf8 = sum(_decodes(line, "utf-8") for line in lines)
    cp949 = sum(_decodes(line, "cp949") for line in lines)
    if utf8 * 2 >= len(lines) and utf8 >= cp949:
        return "utf-8"
    return "cp949" if cp949 * 2 >= len(lines) else "cp1252"


def _decodes(line: bytes, encoding: str) -> bool:
    """Whether a line decodes, and in CP949 to text with Hangul."""
    try:
        text = line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return encoding != "cp949" or any("가" <= letter <= "힣" for letter in text)


def flatten_headers(rows: list[list[str]], section_rows: int) -> list[str]:
    """One header per column: the sections above it, filled to the right, and its own, `_` between.

    `rows` are the section rows, then the header row. A column without a header stays ''.
    """
    *sections, header = rows
    filled = [
        _fill_right(section, len(header)) for section in sections[len(sections) - section_rows :]
    ]
    flat = []
    for place, own in enumerate(header):
        above = [section[place] for section in filled if section[place]]
        flat.append("_".join([*above, clean_header(own)]) if own.strip() else "")
    return flat


def _fill_right(cells: list[str], width: int) -> list[str]:
    """A section row with each name repeated up to the next one."""
    filled: list[str] = []
    for cell in cells + [""] * (width - len(cells)):
        filled.append(clean_header(cell) or (filled[-1] if filled else ""))
    return filled


def clean_header(text: str) -> str:
    """A header without blanks around it and with single blanks inside."""
    return " ".join(text.replace("\ufeff", "").split())


def refuse_doubles(headers: list[str], path: Path) -> None:
    """Raise LayoutError where two columns have one name."""
    named = [header for header in headers if header]
    doubles = sorted({header for header in named if named.count(header) > 1})
    if doubles:
        shown = show_headers(named, path)
        twice = ", ".join(repr(mask(header)) for header in doubles)
        raise LayoutError(f"{path} has two columns named {twice}; rename one. Found: {shown}.")


def show_headers(headers: Iterable[str], path: Path) -> str:
    """The headers as a message may show them: with commas between, numbers of persons masked.

    Raises LayoutError, without any of them, where the first row is a person's data: messages go to
    logs and to mail.
    """
    named = [header for header in headers if header]
    if any(find_personal(header) or _DATUM.search(header) for header in named):
        raise LayoutError(
            f"{path}: the first row looks like data, not headers; add a header row. "
            f"If its header stands further down, name the layout that says so with --layout."
        )
    return ", ".join(map(mask, named))
