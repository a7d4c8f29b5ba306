"""Readers at work, as the server meets them: web sockets that ask for one view after another."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

_PATIENCE = 60  # seconds for one answer
# most of what comes is one map with all that it shows
_LARGEST = 64 * 2**20


@dataclass(frozen=True)
class Click:
    """A change of view: seconds until its script had finished, bytes that were sent for it."""

    page: str
    seconds: float
    sent: int


@dataclass(frozen=True)
class View:
    """A page and what its address says."""

    page: str
    address: dict[str, str]


@contextmanager
def session(base: str) -> Iterator[ClientConnection]:
    """A session's web socket, as a browser opens it."""
    with connect(
        f"ws://{urlsplit(base).netloc}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        origin=Origin(base),
        max_size=_LARGEST,
        compression=None,
    ) as socket:
        yield socket


def ask(socket: ClientConnection, view: View) -> Click:
    """Ask for a view; what it took."""
    message = BackMsg()
    message.rerun_script.query_string = urlencode(view.address)
    message.rerun_script.page_name = view.page
    began = time.perf_counter()
    socket.send(message.SerializeToString())
    sent = 0
    while True:
        answer = socket.recv(timeout=_PATIENCE)
        sent += len(answer)
        said = ForwardMsg()
        said.ParseFromString(answer if isinstance(answer, bytes) else answer.encode())
        if said.WhichOneof("type") == "script_finished":
            return Click(view.page, time.perf_counter() - began, sent)


def read_through(
    base: str, ways: Sequence[Sequence[View]], *, pause: float, seed: int = 0
) -> list[Click]:
    """What the clicks of as many readers as there are `ways` took, all at the same time.

    Each opens its first view, which is not counted, and then goes from view to view; between
    two it looks on for `pause` seconds on average (exponentially distributed, so readers do not
    march in step).
    """

    def go(number: int) -> list[Click]:
        chance = random.Random(seed + number)  # noqa: S311 no secret
        with session(base) as socket:
            ask(socket, ways[number][0])
            clicks = []
            for view in ways[number][1:]:
                time.sleep(chance.expovariate(1 / pause) if pause else 0)
                clicks.append(ask(socket, view))
            return clicks

    with ThreadPoolExecutor(len(ways)) as pool:
        return [click for clicks in pool.map(go, range(len(ways))) for click in clicks]
