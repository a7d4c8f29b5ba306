"""What the coverage page hands over to be taken away: exactly what it shows."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard import maps
from dashboard.coverage import apart, dong, panel, table
from dashboard.coverage.rows import Coverage
from dashboard.takeaway import ChartPart, MapPart, Package, Sheet
from dashboard.takeaway.package import key_figures


def package(coverage: Coverage, view: maps.View, answer: str, trend: go.Figure) -> Package:
    """The page's tables, maps, chart and words: its map's view, its answer and its trend."""
    labels = {**table.text_labels(coverage), **_names(table.measure_labels(coverage))}
    shown = table.visible(coverage)
    parts = [MapPart(view.legend.title, view, shown, labels)]
    if view.beside:
        second = maps.View(
            fills=view.beside.fills,
            tips=view.beside.tips,
            gu_names=view.gu_names,
            legend=view.beside.legend,
            notes=view.notes,
            focus=view.focus,
            chosen=view.chosen,
        )
        parts.append(MapPart(second.legend.title, second, shown, labels))
    return Package(
        page="coverage_gap",
        title=coverage.say("coverage_gap.question"),
        answer=answer,
        selection=coverage.selection,
        info=coverage.info,
        place_name=coverage.place_name,
        sheets=(_main_sheet(coverage), *_further_sheets(coverage)),
        maps=tuple(parts),
        charts=(ChartPart("trend", panel.trend_title(coverage), trend), *_further_charts(coverage)),
        caveats=tuple(panel.caveats(coverage)),
        figures=key_figures(panel.figures(coverage)),
    )


def _main_sheet(coverage: Coverage) -> Sheet:
    """The table under the map, with codes and the month."""
    key = "gu_code" if coverage.is_by_gu else "dong_code"
    say = coverage.say
    frame = table.visible(coverage).rename_axis(key).reset_index()
    frame.insert(1, "month", coverage.selection.month)
    labels = {
        key: say("table.code"),
        "month": say("controls.month"),
        **table.text_labels(coverage),
        **_names(table.measure_labels(coverage)),
    }
    return Sheet("coverage", table.title(coverage), frame, labels)


def _further_sheets(coverage: Coverage) -> tuple[Sheet, ...]:
    """What the panel lists: of a Dong its parts, of all others the Dongs that stand out."""
    say = coverage.say
    if not coverage.selection.dong:
        texts, measures = apart.labels(coverage)
        frame = apart.listed(coverage)
        return (Sheet("apart", say("tab.apart"), frame, {**texts, **_names(measures)}),)
    listings = {
        "channels": (say("tab.channels"), dong.channels(coverage)),
        "staff": (say("tab.staff"), dong.staff(coverage)),
        "services": (say("tab.services"), dong.services(coverage)),
        "neighbours": (say("tab.neighbours"), dong.neighbours(coverage)),
    }
    return tuple(
        Sheet(
            name,
            f"{coverage.place_name} · {title}",
            listing.rows,
            {**listing.texts, **_names(listing.measures)},
        )
        for name, (title, listing) in listings.items()
    )


def _further_charts(coverage: Coverage) -> tuple[ChartPart, ...]:
    """What the panel draws of a Dong beside its trend."""
    if not coverage.selection.dong:
        return ()
    listing = dong.channels(coverage)
    if listing.rows.empty:
        return ()
    title = f"{coverage.place_name} · {listing.measures['report_count'][0]}"
    return (ChartPart("channels", title, dong.channel_chart(coverage)),)


def _names(measures: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {name: label for name, (label, _) in measures.items()}
