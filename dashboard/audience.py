"""Who may see which release, decided from the connection and from nothing a page can say.

`internal` only where the server listens on a loopback address and the browser sits on the same
machine: whoever sits there has the warehouse anyway. Anything not clearly so gets `open` alone:
another bind address, a server started by other means than `asgi.run`, a proxy in between.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Literal
from urllib.parse import urlsplit

Release = Literal["internal", "open"]
Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]

_HEADER = b"x-dabokdong-local"
# known to this process alone: a header of that name from outside is worth nothing
_TOKEN = secrets.token_hex(16)
_PROXY_HEADERS = frozenset(
    {"forwarded", "via", "x-real-ip", "x-original-host", "cf-connecting-ip", "true-client-ip"}
)
_bound_to: list[str] = []


def bind(host: str) -> None:
    """Remember the address that this process listens on; `asgi.run` calls it."""
    _bound_to[:] = [host]


def releases(headers: Mapping[str, str]) -> tuple[Release, ...]:
    """The releases that a session with these request headers may see, the default first."""
    is_local = secrets.compare_digest(headers.get(_HEADER.decode(), ""), _TOKEN)
    return ("internal", "open") if is_local else ("open",)


class MarkLocal:
    """ASGI middleware that marks requests from this very machine."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Pass the request on, marked if it is local; a mark that came with it is dropped."""
        if scope["type"] in ("http", "websocket"):
            headers = [(name, value) for name, value in scope["headers"] if name != _HEADER]
            if bool(_bound_to) and is_local(scope, _bound_to[0]):
                headers.append((_HEADER, _TOKEN.encode()))
            scope = {**scope, "headers": headers}
        await self._app(scope, receive, send)


def is_local(scope: Mapping[str, Any], bound_to: str) -> bool:
    """Whether a request clearly comes from this machine to a server that only it can reach.

    The bind address, both ends of the connection, the Host and (on a web socket) the Origin must
    be loopback, and no header may tell of a proxy.
    """
    headers: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    if any(name in _PROXY_HEADERS or name.startswith("x-forwarded") for name in headers):
        return False
    ends = [(scope.get(end) or ("", 0))[0] for end in ("server", "client")]
    hosts = [urlsplit(f"//{host}").hostname for host in headers.get("host", [""])]
    origins = [urlsplit(origin).hostname for origin in headers.get("origin", [])]
    return all(_is_loopback(host) for host in (bound_to, *ends, *hosts, *origins))


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
