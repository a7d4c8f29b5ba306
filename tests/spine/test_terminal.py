"""Bars of several stages at once: each stays, in full, when its stage is done."""

import io

from rich.console import Console

from pipelines.terminal import Bars


def test_bars_that_overlap_each_stay_when_they_are_done() -> None:
    written = io.StringIO()
    bars = Bars(Console(file=written, force_terminal=True, width=120))
    first = bars.stage("busan: build", total=4, unit="queries")
    second = bars.stage("suseong: read", total=2, unit="rows")
    advance_first, advance_second = first.__enter__(), second.__enter__()
    advance_first(4)
    advance_second(1)
    first.__exit__(None, None, None)
    assert "4/4" in written.getvalue()
    second.__exit__(None, None, None)
    with bars.stage("busan: publish", unit="tables") as advance:
        advance(3)
    text = written.getvalue()
    assert text.index("4/4") < text.index("2/2") < text.index("3/3")
    assert "queries" in text
