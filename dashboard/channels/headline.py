"""The sentences under the title: who reports most, who tells what nobody knew, who is silent."""

from __future__ import annotations

from dashboard import formats
from dashboard.channels.rows import Channels


def headline(channels: Channels) -> str:
    """The answer to who finds whom, from the period at hand."""
    say = channels.say
    about = {"period": channels.period.text(say), "place": channels.place_name}
    if not channels.has_data:
        return say("channels.no_data", **about)
    if channels.total == 0:
        return say("channels.none", **about)
    parts = [_most(channels, about), _newest(channels), silence(channels), _dongs_hidden(channels)]
    return " ".join(part for part in parts if part)


def silence(channels: Channels) -> str:
    """From how many Dongs with much need the chosen channel brought no report."""
    say = channels.say
    about = {
        "scope": channels.scope_name,
        "channel": channels.channel_names[channels.channel],
    }
    if channels.is_open:
        return say("channels.silence_unknown")
    count = len(channels.own_silent)
    if not count:
        return say("channels.silent_none", **about)
    return say.many("channels.silent", count, n=say.number(count), **about)


def _most(channels: Channels, about: dict[str, str]) -> str:
    """Which channel brought the most reports, and how many of all."""
    say = channels.say
    known = channels.channels["report_count"].dropna()
    if known.empty or channels.total is None:
        return say("channels.all_hidden", **about)
    top = known[known == known.max()]
    share = formats.percent(float(top.iloc[0]) / channels.total, say.language, decimals=0)
    about |= {
        "total": say.many(
            "channels.reports", channels.total, n=formats.short(channels.total, say.language)
        ),
        "channel": channels.channel_names[str(top.index[0])],
        "share": share,
    }
    # what noise may have turned round is said to be about so
    return say("channels.most_open", **about) if channels.is_open else say("channels.most", **about)


def _newest(channels: Channels) -> str:
    """Which channel's households are most often known to no other channel."""
    known = channels.channels["sole_channel_rate"].dropna()
    if known.empty:
        return ""
    return channels.say(
        "channels.newest",
        channel=channels.channel_names[str(known.idxmax())],
        value=formats.percent(float(known.max()), channels.say.language, decimals=0),
    )


def _dongs_hidden(channels: Channels) -> str:
    """Where no Dong's number may be shown, that the Gu's stand below."""
    if not channels.is_open or channels.dongs["report_count"].notna().any():
        return ""
    return channels.say("channels.dongs_hidden")
