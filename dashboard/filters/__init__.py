"""The shared controls. One frozen Selection comes out; the whole of it stands in the address.

The only room that touches `st.session_state` (`visit`) and widget keys (`controls`). Addresses
carry codes (`gu=26500`, `month=2018-12`), never labels, so a link means the same in both languages;
that is why the widgets are not bound with `bind="query-params"`, which writes labels, leaves
defaults out and drops a bad value without a word. A value from an address is only ever looked up
among those that exist.
"""

from dashboard.filters.address import doubts, open_scope, write_address
from dashboard.filters.clicks import chosen_on_map
from dashboard.filters.controls import amount, choice, controls, dong_picker, number, several
from dashboard.filters.selection import Choice, Scope, Selection
from dashboard.filters.visit import (
    chosen,
    current_scope,
    is_first,
    language_in_use,
    remember,
    remembered,
)

__all__ = [
    "Choice",
    "Scope",
    "Selection",
    "amount",
    "choice",
    "chosen",
    "chosen_on_map",
    "controls",
    "current_scope",
    "dong_picker",
    "doubts",
    "is_first",
    "language_in_use",
    "number",
    "open_scope",
    "remember",
    "remembered",
    "several",
    "write_address",
]
