"""The map of a measure, to be taken away."""

from __future__ import annotations

from dashboard import maps, measured
from dashboard.measured import Measured
from dashboard.takeaway import MapPart


def part_of(shown: Measured, title: str, view: maps.View) -> MapPart:
    """A map with its places, values and why there is none; in the GeoJSON as in the hover."""
    say, frame = shown.say, shown.rows[["name", "gu_name", "value", "state"]]
    reasons = [
        "" if state == "value" else measured.absence_text(say, shown.measure, state)
        for state in frame["state"]
    ]
    return MapPart(
        title=title,
        view=view,
        frame=frame.assign(state=reasons),
        labels={
            "name": say("controls.dong"),
            "gu_name": say("controls.gu"),
            "value": shown.measure.label,
            "state": say("table.note"),
        },
    )
