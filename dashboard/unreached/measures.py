"""The measures of the page: which there are, and their numbers, ranges and absence in words."""

from __future__ import annotations

from dataclasses import replace

from dashboard import data, formats, measured
from dashboard.filters import Scope
from dashboard.i18n import Words
from dashboard.measured import Measure
from pipelines import read
from pipelines.read import BuildInfo

COUNT = "expected_unreached_count"
PER_1000 = "expected_unreached_per_1000_households"
TOP_20 = "top_20_probability"
MEASURES = (PER_1000, COUNT, TOP_20)
# with so few Dongs every one is sure to be among the 20
_TOP = 20
# what each measure's 90 % interval is called; a probability has none
ENDS = {
    PER_1000: (f"{PER_1000}_low", f"{PER_1000}_high"),
    COUNT: ("expected_unreached_low", "expected_unreached_high"),
}


def names(scope: Scope, info: BuildInfo) -> dict[str, str]:
    """The names of the measures that the page offers."""
    few = len(data.table("dongs", info, scope.release)) <= _TOP
    offered = [name for name in MEASURES if not (few and name == TOP_20)]
    return {name: measure_of(scope, name).label for name in offered}


def measure_of(scope: Scope, name: str) -> Measure:
    """A measure, with this page's words for a value that is absent."""
    about = measured.measure(name, scope.language, is_more_worse=True)
    say = scope.words
    absent = {"undefined": say("unreached.refused"), "missing": say("unreached.too_early")}
    return replace(about, is_rate=name == TOP_20, absent=absent)


def number_text(say: Words, name: str, value: float, *, is_short: bool = False) -> str:
    """A number of a measure with its unit; one per 1,000 households to one decimal."""
    if name == TOP_20:
        return f"{round(100 * float(value))}%"
    if name == PER_1000:
        return say.amount("household", round(float(value), 1))
    return say.amount("household", float(value), is_short=is_short)


def range_text(say: Words, name: str, low: float, high: float, *, is_short: bool = False) -> str:
    """An interval with its unit, once."""
    last = number_text(say, name, high, is_short=is_short)
    if number_text(say, name, low, is_short=is_short) == last:
        return last
    first = round(float(low), 1) if name == PER_1000 else float(low)
    if name == TOP_20:
        text = f"{round(100 * first)}"
    else:
        text = formats.short(first, say.language) if is_short else say.number(first)
    return say("unreached.range", low=text, high=last)


def refusal_text(say: Words, code: object) -> str:
    """Why a place has no estimate, in words."""
    return read.values("refusal_reason", say.language).get(str(code), say("unreached.too_early"))
