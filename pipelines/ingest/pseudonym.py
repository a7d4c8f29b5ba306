"""Household ids as keyed hashes: one id, one number, and without the key nobody can tell which.

A pseudonym is the first 60 bits of HMAC-SHA-256 (RFC 2104) over the id's text, so that it fits a
positive BIGINT. The key is 32 random bytes in `settings.key_file`, made on first use.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import stat
from dataclasses import dataclass, field

from pipelines.errors import InputError
from pipelines.landing import every_manifest
from pipelines.settings import Settings

KEY_BYTES = 32
_BLOCK = 64  # of SHA-256


@dataclass(frozen=True)
class Key:
    """The secret. Its text form never shows it."""

    secret: bytes = field(repr=False)

    @property
    def pads(self) -> tuple[bytes, bytes]:
        """The inner and the outer block that HMAC puts before its two hashes."""
        block = self.secret.ljust(_BLOCK, b"\0")
        return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)

    @property
    def fingerprint(self) -> str:
        """Eight hex digits that tell this key from others and say nothing else about it."""
        return hmac.new(self.secret, b"key_fingerprint", hashlib.sha256).hexdigest()[:8]


def pseudonym_sql(text: str) -> str:
    """A SQL expression of the pseudonym (BIGINT) of the text expression `text`.

    Binds two parameters by name: $inner and $outer, the key's pads.
    """
    inner = f"sha256($inner::blob || encode({text}))"
    return f"('0x' || substr(sha256($outer::blob || unhex({inner})), 1, 15))::bigint"


def read_key(settings: Settings) -> Key:
    """The key of this installation; made, with mode 600, where there is none and nothing landed.

    Raises InputError where others could read the file, it is cut short, or it is not the one of
    what has landed: pseudonyms made with a known key are no pseudonyms, and with another key
    every household would get a second one.
    """
    path = settings.key_file
    landed = {
        deployment: {file.key_fingerprint for file in manifest.files}
        for deployment, manifest in every_manifest(settings).items()
        if manifest.files
    }
    if landed and not path.exists():
        raise InputError(
            f"The key {path} is gone, with which {' and '.join(landed)} landed. Put the key back, "
            f"or move {settings.data / 'landing'} away and ingest everything again."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    # not found: another run was first and has swept ours away
    with contextlib.suppress(FileExistsError, FileNotFoundError):
        _make(path)
    for partial in path.parent.glob(f"{path.name}.*.partial"):
        partial.unlink(missing_ok=True)  # of a run that died
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise InputError(
            f"Others may read the key {path}. Close it (chmod 600), or, if it may have been seen, "
            f"move it and landing/ away and ingest everything again."
        )
    secret = path.read_bytes()
    if len(secret) != KEY_BYTES:
        raise InputError(
            f"The key {path} has {len(secret)} bytes, not {KEY_BYTES}: it is not one of ours or "
            f"was cut. Put the right one back; with a new one, everything must be ingested again."
        )
    key = Key(secret)
    others = [d for d, used in landed.items() if used - {"", key.fingerprint}]
    if others:
        raise InputError(
            f"{' and '.join(others)} landed with another key than {path}. Put that key back, or "
            f"move {settings.data / 'landing'} away and ingest everything again."
        )
    return key


def _make(path: os.PathLike[str]) -> None:
    """Write a new key, whole or not at all; FileExistsError where there is one."""
    if os.path.exists(path):  # noqa: PTH110 - a PathLike, not always a Path
        raise FileExistsError(path)
    partial = f"{os.fspath(path)}.{os.getpid()}.partial"
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.urandom(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(partial, path)  # fails where another run was first, so no key is ever replaced
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(partial)  # noqa: PTH108 - a text path
