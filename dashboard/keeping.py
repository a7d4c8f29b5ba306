"""What was made once is kept in memory, and handed out at once.

Streamlit's own caches do the same, but put every frame into bytes and back, and look at the
function's signature again for each argument: a page asks some thirty times, so that this came to a
tenth of its time. Frames handed out share their values until somebody writes (pandas copies then).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from functools import wraps
from typing import ParamSpec, TypeVar, cast

import pandas as pd

P = ParamSpec("P")
R = TypeVar("R")

_STORES: list[OrderedDict[tuple[Hashable, ...], Future[object]]] = []
_LOCK = threading.Lock()


def kept(most: int, *, aside: int = 0) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the `most` results last asked for, by the arguments after the first `aside`.

    Arguments are given by place. Who asks for what another session is making waits for it. An
    error is passed on and not kept. Frames and series are handed out as copies that cost nothing;
    nobody writes into anything else.
    """

    def decorate(make: Callable[P, R]) -> Callable[P, R]:
        store: OrderedDict[tuple[Hashable, ...], Future[object]] = OrderedDict()
        _STORES.append(store)

        @wraps(make)
        def get(*arguments: P.args, **named: P.kwargs) -> R:
            key: tuple[Hashable, ...] = arguments[aside:]
            with _LOCK:
                found = store.get(key)
                if is_first := found is None:
                    found = store[key] = Future()
                store.move_to_end(key)
                while len(store) > most:
                    store.popitem(last=False)
            if is_first:
                try:
                    found.set_result(make(*arguments, **named))
                except BaseException as error:  # noqa: BLE001 whoever waits must not wait on
                    with _LOCK:
                        store.pop(key, None)
                    found.set_exception(error)
            return cast("R", _handed_out(found.result()))

        return get

    return decorate


def forget() -> None:
    """Let go of everything: for tests, whose cities share a build id."""
    with _LOCK:
        for store in _STORES:
            store.clear()


def _handed_out(value: object) -> object:
    return value.copy(deep=False) if isinstance(value, pd.DataFrame | pd.Series) else value
