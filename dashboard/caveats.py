"""The sentences at the foot that many pages share: definitions, and where the data are from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dashboard.i18n import Words
from pipelines import read
from pipelines.read import BuildInfo
from pipelines.schema import FEEDS


def definitions(say: Words, labels: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """What each of the columns `names` means, as the schema says; `labels` are their words."""
    return [
        say("caveat.definition", term=labels[name], meaning=read.meaning(name, say.language))
        for name in names
    ]


def sources(say: Words, info: BuildInfo) -> list[str]:
    """The one sentence that names the feeds of a publication; none where it has none."""
    feeds = ", ".join(
        str(getattr(FEEDS[feed], say.language)) for feed in info.feeds if feed in FEEDS
    )
    return [say("caveat.sources", feeds=feeds)] if feeds else []
