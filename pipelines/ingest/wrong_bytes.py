"""Bytes that are no text, in lines that people will read.

While a line is looked through they are one character each: the digits of a written-out \\xb0 would
hide the number of a person right behind it.
"""

from __future__ import annotations

import codecs

_STAND_IN = 0x10FF00  # of private use, so nothing means it
_WRITTEN_OUT = {_STAND_IN + byte: f"\\x{byte:02x}" for byte in range(256)} | {0: "\\x00"}
_ERRORS = "dabokdong.stand_in"


def read_any(line: bytes, encoding: str) -> str:
    """A line as text, each byte that the encoding refuses as a character that stands for it."""
    return line.decode(encoding, errors=_ERRORS)


def written_out(text: str) -> str:
    """The text with NULs and with the bytes for which characters stand as \\xNN."""
    return text.translate(_WRITTEN_OUT)


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """The characters for the refused bytes, and where to go on."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    refused = error.object[error.start : error.end]
    return "".join(chr(_STAND_IN + byte) for byte in refused), error.end


codecs.register_error(_ERRORS, _stand_in)
