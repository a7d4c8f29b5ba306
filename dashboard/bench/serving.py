"""The app, and the bare page, in a process of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import DabokdongError

APP = "from dashboard import asgi; asgi.run(port={port})"
BARE = "from dashboard.bench import bare_app; bare_app.run(port={port})"
_PATIENCE = 60  # seconds until a server must answer


@dataclass(frozen=True)
class Server:
    """A server at its address, and the number of its process."""

    address: str
    pid: int

    def processor_seconds(self) -> float | None:
        """What all its threads have used so far; None where the system does not tell (no /proc).

        Where others use the machine too, the clock tells of them as well; this hardly does.
        """
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        user, system = (int(field) for field in fields[11:13])
        return (user + system) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(program: str) -> Iterator[Server]:
    """A server that runs `program` (`APP` or `BARE`) until the block ends.

    Raises DabokdongError with the server's own words if it does not come up.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(  # noqa: S603 its own interpreter, its own program
            [sys.executable, "-c", program.format(port=port)],
            env=os.environ,
            stdout=said,
            stderr=said,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            if not _answers(address, process):
                said.seek(0)
                raise DabokdongError(f"The server to be measured did not start: {said.read()}")
            yield Server(address, process.pid)
        finally:
            process.terminate()
            process.wait(20)


def _answers(address: str, process: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):  # noqa: S310 own server
                return True
        except OSError:
            time.sleep(0.2)
    return False
