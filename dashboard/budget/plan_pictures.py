"""A plan drawn: won per household at risk before and after, the moves, the frontier."""

from __future__ import annotations

import pandas as pd

from dashboard import charts, classes, formats, maps
from dashboard.budget import drawn, flows
from dashboard.budget.planned import Planned
from dashboard.drawn import Drawn
from dashboard.measured import notes
from pipelines import read

_SIDE = 12  # bars on a side of the Sankey; the rest stand together as one
_ROW = 26


def before_and_after(planned: Planned) -> maps.View:
    """Two maps beside each other, in the same classes: dark for little per household."""
    say = planned.say
    places = {place.dong_code: place for place in planned.plan.places}
    before = pd.Series({code: p.krw_per_need_before for code, p in places.items()}, dtype=float)
    after = pd.Series({code: p.krw_per_need_after for code, p in places.items()}, dtype=float)
    breaks = classes.round_breaks(pd.concat([before, after]), is_whole=False)
    tips = {code: tuple(_tip(planned, place)) for code, place in places.items()}
    return maps.View(
        fills=_fills(before, breaks),
        tips=tips,
        gu_names=dict(planned.balance.gu_names),
        legend=_legend(planned, say("budget.map_before"), before, breaks),
        notes=notes(say, planned.balance.info),
        focus=planned.balance.selection.gu,
        chosen=planned.balance.selection.dong,
        beside=maps.Beside(
            _fills(after, breaks), tips,
            _legend(planned, say("budget.map_after"), after, breaks),
        ),
    )  # fmt: skip


def _fills(values: pd.Series, breaks: classes.Classes) -> dict[str, str]:
    states = values.notna().map({True: "value", False: "undefined"})
    return maps.fills(values, states, breaks, is_more_worse=False)


def _legend(
    planned: Planned, title: str, values: pd.Series, breaks: classes.Classes
) -> maps.Legend:
    say = planned.say
    inside = breaks.of(values)
    colours = breaks.colours(is_more_worse=False) if len(breaks) else ()
    lines = [
        maps.LegendRow(
            colour,
            say("budget.range", low=formats.short(breaks.bounds(place)[0], say.language),
                high=formats.won(breaks.bounds(place)[1], say.language)),
            say.amount("dong", int((inside == place).sum())),
        )
        for place, colour in enumerate(colours)
    ]  # fmt: skip
    if values.isna().any():
        count = say.amount("dong", int(values.isna().sum()))
        lines.append(maps.LegendRow(maps.FILLS["undefined"], say("budget.need_unknown"), count))
    return maps.Legend(title, tuple(lines))


def _tip(planned: Planned, place: read.PlanPlace) -> list[str]:
    say, language = planned.say, planned.say.language
    lines = [planned.name(place.dong_code)]
    if place.krw_per_need_before is None or place.krw_per_need_after is None:
        return [*lines, say("budget.need_unknown")]
    lines.append(
        say("budget.tip_before_after", before=formats.won(place.krw_per_need_before, language),
            after=formats.won(place.krw_per_need_after, language))
    )  # fmt: skip
    if place.change_krw:
        lines.append(say("budget.tip_change", change=signed_won(planned, place.change_krw)))
    return lines


def signed_won(planned: Planned, change: int) -> str:
    """Won with a sign."""
    return f"{'+' if change > 0 else '-'}{formats.won(abs(change), planned.say.language)}"


def sankey(planned: Planned) -> Drawn:
    """The moves from those who give to those who take; many small ones stand together."""
    say, language = planned.say, planned.say.language
    rows = pd.DataFrame(
        [(t.from_dong_code, t.to_dong_code, t.amount_krw) for t in planned.plan.transfers],
        columns=["giver", "taker", "amount"],
    )
    rest = ""
    for side in ("giver", "taker"):
        largest = _by_size(rows, side)
        kept = largest if len(largest) <= _SIDE else largest[: _SIDE - 1]
        rows[side] = [code if code in kept else rest for code in rows[side]]
    rows = rows.groupby(["giver", "taker"], sort=False)["amount"].sum().reset_index()
    place = {code: at for at, code in enumerate(_by_size(rows, "giver"))}
    rows = rows.sort_values("giver", key=lambda codes: codes.map(place), kind="stable")
    codes = {*rows["giver"], *rows["taker"]}
    names = {code: planned.name(code) if code else say("budget.the_rest") for code in codes}
    rows["hover"] = [
        say("budget.flow_hover", giver=names[g], taker=names[t], won=formats.won(a, language))
        for g, t, a in zip(rows["giver"], rows["taker"], rows["amount"], strict=True)
    ]
    sides = max(rows["giver"].nunique(), rows["taker"].nunique())
    figure = flows.flows(rows, names, height=max(200, 60 + _ROW * sides))
    return Drawn("flows", say("budget.flows_title"), figure, (say("budget.flows_note"),))


def _by_size(rows: pd.DataFrame, side: str) -> list[str]:
    """The codes of a side, the largest sum first."""
    sums = rows.groupby(side)["amount"].sum()
    return list(sums.sort_values(ascending=False, kind="stable").index)


def frontier(planned: Planned) -> Drawn:
    """What the objective gains against what is moved, the plan on it."""
    say, language, plan = planned.say, planned.say.language, planned.plan
    found = [(float(p.moved_krw), _aim(planned, p.measures), p.move_count, False)
             for p in planned.solved.frontier]  # fmt: skip
    if plan.after is not None:
        count = sum(place.change_krw != 0 for place in plan.places)
        found.append((float(plan.moved_krw), _aim(planned, plan.after), count, True))
    points = pd.DataFrame(found, columns=["x", "y", "count", "is_chosen"]).dropna(subset=["y"])
    points["hover"] = [
        say("budget.frontier_hover", won=formats.won(x, language), value=_aim_text(planned, y),
            n=say.number(count))
        for x, y, count in zip(points["x"], points["y"], points["count"], strict=True)
    ]  # fmt: skip
    points["label"] = points["is_chosen"].map({True: say("budget.this_plan"), False: ""})
    most = float(points["x"].max()) if len(points) else 0.0
    titles = {
        "share_distance": say("budget.frontier_y"),
        "worst_off": say("budget.frontier_y_least"),
        "newly_reached": say("budget.frontier_y_reached"),
    }
    is_share = plan.request.objective == "share_distance"
    figure = drawn.frontier(
        points.astype({"is_chosen": bool, "y": float}),
        x_title=say("budget.frontier_x"),
        y_title=titles[plan.request.objective],
        ticks={tick: formats.short(tick, language) for tick in charts.round_ticks(most)},
        height=320,
        y_text=None if is_share else lambda value: formats.short(value, language),
    )
    notes = [say("budget.frontier_note")]
    if any(point.state == "gap" for point in planned.solved.frontier):
        notes = [say("budget.frontier_note_part")]
    return Drawn("frontier", say("budget.frontier_title"), figure, tuple(notes))


def _aim(planned: Planned, measures: read.PlanMeasures) -> float | None:
    """The objective of a plan; of the newly reached, those beyond who is reached today."""
    objective, before = planned.plan.request.objective, planned.plan.before
    if objective == "worst_off":
        return measures.least_krw_per_need
    if objective == "share_distance":
        return measures.share_distance
    today = before.expected_reached_count if before else None
    reached = measures.expected_reached_count
    return None if reached is None or today is None else reached - today


def _aim_text(planned: Planned, value: float) -> str:
    say, language = planned.say, planned.say.language
    texts = {
        "share_distance": lambda: say("budget.aim_apart",
                                      share=formats.percent(value, language, decimals=1)),
        "worst_off": lambda: say("budget.aim_least", won=formats.won(value, language)),
        "newly_reached": lambda: say("budget.aim_reached",
                                     more=say.amount("household", round(value, 1))),
    }  # fmt: skip
    return texts[planned.plan.request.objective]()
