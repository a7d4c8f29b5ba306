"""What stands under the page: caveats; and all that it shows, to be taken away."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import formats, maps
from dashboard.caveats import definitions, sources
from dashboard.drawn import Drawn
from dashboard.takeaway import MapPart, Package, Sheet
from dashboard.unreached.measures import COUNT, PER_1000
from dashboard.unreached.rows import Unreached
from pipelines import read

DEFINED = (COUNT, "expected_unseen_count", "expected_need_count", PER_1000)


def caveats(unreached: Unreached) -> list[str]:
    """What the estimate means, what it takes for granted, and where it comes from."""
    say = unreached.say
    names = read.labels("unreached_by_dong_month", say.language)
    sentences = definitions(say, names, DEFINED)
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
    return [*sentences, *sources(say, unreached.info)]


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
        charts=tuple(chart.part for chart in charts),
        caveats=tuple(caveats(unreached)),
    )
