"""What stands under the page: caveats; and all that it shows, to be taken away."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import formats, maps
from dashboard.takeaway import ChartPart, MapPart, Package, Sheet
from dashboard.unreached.panel import Drawn
from dashboard.unreached.rows import COUNT, PER_1000, Unreached
from pipelines import read
from pipelines.schema import FEEDS

DEFINED = (COUNT, "expected_unseen_count", "expected_need_count", PER_1000)


def caveats(unreached: Unreached) -> list[str]:
    """What the estimate means, what it takes for granted, and where it comes from."""
    say, language = unreached.say, unreached.say.language
    names = read.labels("unreached_by_dong_month", language)
    sentences = [
        say("caveat.definition", term=names[name], meaning=read.meaning(name, language))
        for name in DEFINED
    ]
    sentences += [
        say("unreached.caveat_estimate"),
        say("unreached.caveat_closed"),
        say("unreached.caveat_linking"),
        say("unreached.caveat_need"),
        say("unreached.caveat_audit"),
        say("unreached.caveat_refused"),
        say("unreached.caveat_map"),
        say("unreached.caveat_ranks"),
        say("unreached.caveat_months"),
    ]
    if unreached.is_open:
        sentences.append(say("unreached.caveat_open"))
    feeds = ", ".join(getattr(FEEDS[feed], language) for feed in unreached.info.feeds)
    if feeds:
        sentences.append(say("caveat.sources", feeds=feeds))
    return sentences


def package(
    unreached: Unreached,
    answer: str,
    view: maps.View,
    charts: Sequence[Drawn],
    sheets: Sequence[Sheet],
) -> Package:
    """The page's tables, map, charts and words."""
    say = unreached.say
    main = sheets[0]
    title = say(
        "unreached.map_title",
        place=unreached.scope_name,
        measure=unreached.shown.measure.label,
        month=formats.month(unreached.month, say.language),
    )
    return Package(
        page="unreached",
        title=say("unreached.question"),
        answer=answer,
        selection=unreached.selection,
        info=unreached.info,
        place_name=unreached.place_name,
        sheets=tuple(sheet for sheet in sheets if len(sheet.frame)),
        maps=(MapPart(title, view, main.frame, main.labels),),
        charts=tuple(ChartPart(chart.name, chart.title, chart.figure) for chart in charts),
        caveats=tuple(caveats(unreached)),
    )
