"""The tables of the page: every channel, every Dong of the chosen one, and where it is silent."""

from __future__ import annotations

import pandas as pd

from dashboard import measured
from dashboard.channels.rows import COUNTS, OUTCOMES, RATES, Channels
from dashboard.measured import Measured
from dashboard.takeaway import Sheet
from pipelines import read
from pipelines.schema import VOCABULARIES

SHOWN = ("report_count", "known_household_count", "confirmable_count", "confirmed_count",
         "confirmed_rate",
         "reported_household_count", "sole_channel_count", "sole_channel_rate",
         "followed_up_count", "days_to_follow_up", "first_visit_count",
         "days_to_first_visit", "refused_count",
         "newly_found_count")  # fmt: skip


def every(channels: Channels, dongs: Measured) -> dict[str, Sheet]:
    """All tables of the page by name, in the order in which they stand."""
    made = {"channels": by_channel(channels), "silent": silent(channels, dongs)}
    if has_gus(channels):
        made["gus"] = by_gu(channels)
    return made | {"dongs": by_dong(channels, dongs)}


def has_gus(channels: Channels) -> bool:
    """Whether there are several Gu in scope to compare."""
    return channels.selection.gu is None and len(channels.gus) > 1


def by_channel(channels: Channels) -> Sheet:
    """Every channel with its group, all measures, and from how many Dongs it is silent."""
    say = channels.say
    groups = read.values("channel_group", say.language)
    group_of = {value.code: value.group for value in VOCABULARIES["report_channel"].values}
    frame = channels.channels
    if not channels.has_data:
        frame = frame.assign(**dict.fromkeys(SHOWN, float("nan")))
    codes = list(frame.index)
    made = pd.DataFrame(
        {
            "channel": [channels.channel_names[code] for code in codes],
            "group": [groups.get(group_of[code] or "", say("channels.no_group")) for code in codes],
            **{name: frame[name].to_numpy() for name in SHOWN},
        }
    )
    if not channels.is_open:
        silent = channels.silent["report_channel"].value_counts()
        made["silent_dong_count"] = [float(silent.get(code, 0)) for code in codes]
    made["note"] = _notes(channels, frame)
    return Sheet(
        name="channels",
        title=say(
            "channels.table_title",
            place=channels.place_name,
            period=channels.period.text(say),
        ),
        frame=made,
        labels=_labels(channels) | {
            "channel": say("channels.channel"),
            "group": say("channels.group"),
            "silent_dong_count": say("channels.silent_dongs"),
        },
        units=_units(channels),
    )  # fmt: skip


def by_dong(channels: Channels, dongs: Measured) -> Sheet:
    """Every Dong in scope with the measures of the chosen channel, the map's order."""
    say = channels.say
    frame = channels.dongs.reindex(dongs.rows.index)
    if not channels.has_data:
        frame = frame.assign(**dict.fromkeys(SHOWN, float("nan")))
    made = pd.DataFrame(
        {
            "gu_name": dongs.rows["gu_name"],
            "dong_name": dongs.rows["name"],
            **{name: frame[name] for name in SHOWN},
            "note": _notes(channels, frame),
        }
    )
    silent = set(channels.own_silent["dong_code"])
    is_silent = made.index.isin(silent)
    made.loc[is_silent, "note"] = say("channels.note_silent")
    return Sheet(
        name="dongs",
        title=say(
            "channels.dong_table_title",
            place=channels.scope_name,
            channel=channels.channel_names[channels.channel],
            period=channels.period.text(say),
        ),
        frame=made,
        labels=_labels(channels)
        | {"gu_name": say("controls.gu"), "dong_name": say("controls.dong")},
        units=_units(channels),
    )


def by_gu(channels: Channels) -> Sheet:
    """Every Gu with the measures of the chosen channel: shown where its Dongs are hidden."""
    say = channels.say
    frame = channels.gus
    if not channels.has_data:
        frame = frame.assign(**dict.fromkeys(SHOWN, float("nan")))
    made = pd.DataFrame(
        {
            "gu_name": frame["name"],
            **{name: frame[name] for name in SHOWN},
            "note": _notes(channels, frame),
        }
    )
    return Sheet(
        name="gus",
        title=say(
            "channels.gu_table_title",
            place=channels.scope_name,
            channel=channels.channel_names[channels.channel],
            period=channels.period.text(say),
        ),
        frame=made.sort_values("report_count", ascending=False, kind="stable"),
        labels=_labels(channels) | {"gu_name": say("controls.gu")},
        units=_units(channels),
    )


def silent(channels: Channels, dongs: Measured) -> Sheet:
    """The Dongs with much need from which the chosen channel brought no report, by name."""
    say = channels.say
    own = channels.own_silent.set_index("dong_code")
    names = dongs.rows.reindex(own.index)
    made = pd.DataFrame(
        {
            "gu_name": names["gu_name"],
            "dong_name": names["name"],
            "at_risk_count": own["at_risk_count"].astype(float),
            "median_at_risk": own["median_at_risk"].astype(float),
        }
    )
    return Sheet(
        name="silent",
        title=say(
            "channels.silent_title",
            place=channels.scope_name,
            channel=channels.channel_names[channels.channel],
        ),
        frame=made,
        labels={
            "gu_name": say("controls.gu"),
            "dong_name": say("controls.dong"),
            "at_risk_count": read.labels("coverage_by_dong_month", say.language)["at_risk_count"],
            "median_at_risk": say("channels.median"),
        },
        units=dict.fromkeys(("at_risk_count", "median_at_risk"), say("channels.households")),
    )


def meanings(channels: Channels) -> dict[str, str]:
    """What each numeric column of the tables means."""
    language, say = channels.say.language, channels.say
    made = {
        name: read.meaning(name, language)
        for name in (*SHOWN, "at_risk_count")
        if name != "confirmable_count"
    }
    return made | {
        "confirmable_count": say("channels.confirmable_meaning"),
        "days_to_first_visit": say("first_visit.meaning"),
        "silent_dong_count": say("channels.silent_meaning", ratio=say.number(read.NEEDY_RATIO)),
        "median_at_risk": say("channels.median_meaning"),
    }


def _labels(channels: Channels) -> dict[str, str]:
    """The headers; an outcome whose months are not those of the title names them."""
    say = channels.say
    names = read.labels("reports_by_dong_month", say.language)
    names |= {"confirmable_count": say("channels.confirmable"), "note": say("table.note")}
    outcome = channels.outcome_period
    if outcome and outcome != channels.period:
        months = outcome.text(say, is_short=True)
        names |= {name: f"{names[name]} · {months}" for name in OUTCOMES}
    return {name: names[name] for name in (*SHOWN, "note")}


def _units(channels: Channels) -> dict[str, str]:
    say = channels.say
    households = ("reported_household_count", "sole_channel_count", "refused_count",
                  "newly_found_count", "first_visit_count")  # fmt: skip
    return {
        **{name: say("channels.cases") for name in COUNTS},
        **dict.fromkeys(households, say("channels.households")),
        **dict.fromkeys(("days_to_follow_up", "days_to_first_visit"), say("channels.days")),
    }


def _notes(channels: Channels, frame: pd.DataFrame) -> list[str]:
    """Why cells of a row are empty: hidden, not known yet, or nothing to measure."""
    say = channels.say
    if not channels.has_data:
        return [say("state.missing")] * len(frame)
    empty = frame[list(SHOWN)].isna()
    is_pending = channels.outcome_period is None
    hidden = empty & frame["is_suppressed"].to_numpy()[:, None]
    if is_pending:
        hidden[list(OUTCOMES)] = False
    bases = [name for name in RATES if not (is_pending and name in OUTCOMES)]
    reasons = {
        say("channels.some_hidden"): hidden.any(axis=1),
        say("channels.pending"): pd.Series(is_pending, index=frame.index),
        say("channels.no_base"): (empty & ~hidden)[bases].any(axis=1),
    }
    texts = pd.Series("", index=frame.index)
    for text, applies in reasons.items():
        joined = texts.where(texts == "", texts + " · ") + text
        texts = texts.mask(applies, joined)
    return list(texts.mask(hidden["report_count"], measured.state_text(say, "suppressed")))
