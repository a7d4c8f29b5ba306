"""What a click on a map does to the view."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.filters import visit
from dashboard.filters.selection import ALL, NONE


def chosen_on_map(key: str) -> Callable[[], None]:
    """What to call when the map `key` was clicked.

    On a map of several Gu a click goes into that Gu; inside one it chooses the Dong, or lets go of
    it. A map that plays sends the `month` at which it stopped.
    """

    def choose() -> None:
        clicked = visit.clicked(key).get("last_active_drawing") or {}
        said = clicked.get("properties") or {}
        view = visit.view()
        dong, gu, month = (said.get(name) for name in ("dong_code", "gu_code", "month"))
        if isinstance(month, str):
            visit.go({"month": month})
        elif isinstance(dong, str) and view["gu"] == ALL and visit.has_gus():
            visit.go({"gu": dong[:5], "dong": NONE})
        elif isinstance(dong, str):
            visit.go({"dong": NONE if view["dong"] == dong else dong})
        elif isinstance(gu, str):
            visit.go({"gu": gu, "dong": NONE})

    return choose
