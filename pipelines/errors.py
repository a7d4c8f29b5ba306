"""Every error a user can meet, in one flat vocabulary.

A `DabokdongError` prints as one sentence without a traceback: what, where, what to do next.
Anything else that escapes is a defect of ours and keeps its traceback.
"""

from __future__ import annotations


class DabokdongError(Exception):
    """A sentence for the user. `exit_code` is what the command line ends with."""

    exit_code = 1


class InputError(DabokdongError):
    """A file or an option that cannot be used at all; nothing was changed."""

    exit_code = 2


class LayoutError(InputError):
    """A file whose columns fit no layout, or lack what the feed requires."""


class GeographyError(DabokdongError):
    """A boundary, code, name or date that does not fit the Dongs in question."""


class AmbiguousNameError(GeographyError):
    """A Dong name that fits none or several Dongs; the message lists the candidates."""


class CheckError(DabokdongError):
    """A promise across tables that the data break; the message shows the rows."""

    exit_code = 3


class SchemaError(CheckError):
    """A table whose columns, types, grain or vocabulary differ from its schema entry."""


class DisclosureError(DabokdongError):
    """Something that must not leave the warehouse was about to."""

    exit_code = 4


class NotBuiltError(DabokdongError):
    """Data that a command or page needs and that have not been made yet."""

    exit_code = 5


class LockedError(DabokdongError):
    """Another run is writing the same deployment."""

    exit_code = 6
