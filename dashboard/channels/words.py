"""What stands under the page: definitions, what to keep in mind, and what can be taken away."""

from __future__ import annotations

from plotly.graph_objects import Figure

from dashboard import maps
from dashboard.caveats import definitions, sources
from dashboard.channels import drawn
from dashboard.channels.headline import headline
from dashboard.channels.rows import Channels
from dashboard.measured import Measured
from dashboard.measured_map import part_of
from dashboard.takeaway import ChartPart, Package, Sheet
from pipelines import read

DEFINED = ("report_count", "confirmed_count", "confirmed_rate", "sole_channel_count",
           "sole_channel_rate", "days_to_follow_up", "refused_count")  # fmt: skip


def caveats(channels: Channels) -> list[str]:
    """Definitions, what is added up, what silence means, where the data are from."""
    say = channels.say
    names = read.labels("reports_by_dong_month", say.language)
    sentences = definitions(say, names, DEFINED)
    first = names["days_to_first_visit"]
    sentences.append(say("caveat.definition", term=first, meaning=say("first_visit.meaning")))
    sentences.append(say("channels.caveat_first_visit"))
    sentences.append(say("channels.caveat_sum"))
    if channels.outcome_period is None:
        sentences.append(say("channels.caveat_pending"))
    elif channels.outcome_period != channels.period:
        months = channels.outcome_period.text(say)
        sentences.append(say("channels.caveat_outcome", months=months))
    sentences.append(say("channels.caveat_silent", ratio=say.number(read.NEEDY_RATIO)))
    sentences.append(say("channels.caveat_known"))
    if channels.is_open:
        sentences += [say("caveat.open"), say("channels.caveat_open")]
    return [*sentences, *sources(say, channels.info)]


def package(
    channels: Channels,
    dongs: Measured,
    view: maps.View,
    figures: dict[str, Figure],
    sheets: dict[str, Sheet],
) -> Package:
    """All that the page shows, to be taken away; `figures` holds `channels` and `months`."""
    say = channels.say
    return Package(
        page="channels",
        title=say("channels.question"),
        answer=headline(channels),
        selection=channels.selection,
        info=channels.info,
        place_name=channels.place_name,
        sheets=tuple(sheet for sheet in sheets.values() if len(sheet.frame)),
        maps=(part_of(dongs, drawn.map_title(channels, dongs), view),),
        charts=(
            ChartPart("channels", drawn.bars_title(channels), figures["channels"]),
            ChartPart("months", drawn.months_title(channels), figures["months"]),
        ),
        caveats=tuple(caveats(channels)),
    )  # fmt: skip
