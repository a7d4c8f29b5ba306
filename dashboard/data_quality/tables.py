"""The tables of the page: the same on the screen and in the files."""

from __future__ import annotations

import pandas as pd

from dashboard.data_quality import invented, rows
from dashboard.data_quality import lineage as ways
from dashboard.data_quality.lineage import Reads
from dashboard.data_quality.rows import Quality
from dashboard.grids import Shown
from pipelines import read


def refused(quality: Quality, intake: pd.DataFrame) -> Shown:
    """Rows in quarantine by feed and reason."""
    say = quality.say
    names = read.values("quarantine_reason", say.language)
    return Shown(
        "quarantine",
        say("data_quality.refused_table"),
        rows.by_reason(say, intake, names),
        {"feed": say("data_quality.feed"), "reason": say("data_quality.reason")},
        {"row_count": (say("data_quality.rows"), say("data_quality.refused_meaning"))},
    )


def files(quality: Quality, landed: pd.DataFrame) -> Shown:
    """The extracts that the build was made of."""
    say = quality.say
    frame = landed[
        ["source", "feed", "row_count", "accepted_count", "quarantined_count", "ingested_at"]
    ]
    frame = frame.assign(
        feed=[rows.feed_name(say, feed) for feed in frame["feed"]],
        ingested_at=frame["ingested_at"].str[:10],
    )
    return Shown(
        "files",
        say("data_quality.file_table"),
        frame,
        {"source": say("data_quality.file"), "feed": say("data_quality.feed"),
         "ingested_at": say("data_quality.ingested_at")},
        {"row_count": (say("data_quality.rows"), ""),
         "accepted_count": (say("data_quality.accepted"), ""),
         "quarantined_count": (say("data_quality.quarantined"), "")},
    )  # fmt: skip


def checks(quality: Quality) -> Shown:
    """Every promise, whether it holds, and how long it took to look."""
    say = quality.say
    return Shown(
        "checks",
        say("data_quality.check_table"),
        rows.check_table(quality),
        {"promise": say("data_quality.promise"), "result": say("data_quality.result"),
         "name": say("data_quality.check_name")},
        {"seconds": (say("data_quality.seconds_label"), "")},
    )  # fmt: skip


def way(quality: Quality, reads: Reads, mart: str) -> Shown:
    """What a mart is made of, as rows: the text alternative of the picture."""
    say = quality.say
    return Shown(
        "lineage",
        say("data_quality.lineage_table", mart=mart),
        ways.listed(reads, say),
        {"kind": say("data_quality.kind"), "table": say("data_quality.table"),
         "reads": say("data_quality.reads"), "name": say("data_quality.table_name")},
        {},
    )  # fmt: skip


def hidden(quality: Quality) -> Shown:
    """Cells that the open release hides, by table."""
    say = quality.say
    return Shown(
        "hidden",
        say("data_quality.hidden_table"),
        rows.hidden_table(quality),
        {"table": say("data_quality.table"), "name": say("data_quality.table_name")},
        {"hidden": (say("data_quality.hidden"), say("data_quality.hidden_meaning")),
         "row_count": (say("data_quality.open_rows"), "")},
    )  # fmt: skip


def phases(quality: Quality) -> Shown:
    """In how many Dongs the month of joining is invented."""
    say = quality.say
    return Shown(
        "rollout",
        say("data_quality.rollout_table"),
        invented.phases(quality),
        {"phase": say("data_quality.phase")},
        {"dongs": (say("data_quality.dongs"), ""), "invented": (say("data_quality.made_up"), "")},
    )


def policy(quality: Quality) -> Shown:
    """The policy numbers in force in the chosen month."""
    say = quality.say
    return Shown(
        "policy",
        say("data_quality.policy_table"),
        rows.policy_table(quality),
        {"meaning": say("data_quality.meaning"), "valid_from": say("data_quality.valid_from"),
         "source": say("data_quality.source"), "parameter": say("data_quality.parameter")},
        {"value": (say("data_quality.value"), "")},
    )  # fmt: skip


def versions(quality: Quality) -> Shown:
    """What tells this publication from any other."""
    say = quality.say
    return Shown(
        "versions",
        say("data_quality.version_table"),
        invented.versions(quality),
        {"fact": say("data_quality.fact"), "value": say("data_quality.value")},
        {},
    )
