"""The first map of a visit is drawn before the charts and tables are sent.

The map's frame shares the browser's one thread with the page. Plotly alone takes it a second to
read, so that a map sent together with a chart stands there after twice the time. So the page's
script holds back, once a visit, until `dongmap.js` says that the map is drawn.
"""

from __future__ import annotations

import threading

from dashboard import filters

# a browser that never says so (a closed window, a program) is not waited for any longer
_PATIENCE = 4.0


class _Drawn:
    """How many maps were drawn, by any visitor since the server's start."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._times = 0
        self.is_told = False  # without the routes of `dashboard.asgi` nobody ever says it

    def tell(self) -> None:
        """One more is drawn."""
        with self._changed:
            self._times += 1
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait for one more; whether it came. That of another visitor counts as well."""
        with self._changed:
            before = self._times
            return self._changed.wait_for(lambda: self._times > before, seconds)


drawn = _Drawn()


def let_draw() -> None:
    """Hold the page's script back until this visit's first map is drawn."""
    if drawn.is_told and filters.is_first("map"):
        drawn.wait(_PATIENCE)
