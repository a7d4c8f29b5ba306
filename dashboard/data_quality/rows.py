"""What a publication says of its own making, ready to be shown: facts, intake, hidden cells."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard import data
from dashboard.data_quality import promises
from dashboard.filters import Selection
from dashboard.i18n import Words
from pipelines.errors import NotBuiltError
from pipelines.read import BuildInfo
from pipelines.schema import FEEDS, MARTS

ACCEPTED = "accepted"


@dataclass(frozen=True)
class Quality:
    """The facts of a publication.

    `intake` is ingest_by_feed_outcome (feed, outcome, row_count), None in the open release.
    `checks`, `steps` and `lineage` are None where what is published was written without them.
    """

    selection: Selection
    info: BuildInfo
    intake: pd.DataFrame | None
    files: pd.DataFrame | None
    checks: pd.DataFrame | None
    steps: pd.DataFrame | None
    lineage: dict[str, tuple[str, ...]] | None

    @property
    def say(self) -> Words:
        """The words of the page's language."""
        return self.selection.scope.words

    @property
    def is_open(self) -> bool:
        """Whether exact totals are held back."""
        return self.selection.scope.release == "open"


def load(selection: Selection, info: BuildInfo) -> Quality:
    """The facts that the reader may see."""
    release = selection.scope.release
    is_open = release == "open"
    intake = None if is_open else data.table("ingest_by_feed_outcome", info, release)
    try:
        files = None if is_open else data.landed_files(info, release)
        checks = data.checks(info)
        steps = data.build_steps(info, release)
        lineage = data.lineage(info)
    except NotBuiltError:  # published before such facts were kept
        files, checks, steps, lineage = None, None, None, None
    return Quality(selection, info, intake, files, checks, steps, lineage)


def feed_name(say: Words, feed: str) -> str:
    """What people call a feed."""
    return str(getattr(FEEDS[feed], say.language)) if feed in FEEDS else feed


def by_feed(say: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """By feed: name, accepted, quarantined, quarantined_rate (of all rows), the highest first.

    `rows` is the intake of a `Quality`.
    """
    is_accepted = rows["outcome"] == ACCEPTED
    counts = rows["row_count"].astype(float)
    table = pd.DataFrame(
        {
            "accepted": counts.where(is_accepted, 0).groupby(rows["feed"]).sum(),
            "quarantined": counts.where(~is_accepted, 0).groupby(rows["feed"]).sum(),
        }
    )
    read = table.sum(axis=1)
    table["quarantined_rate"] = table["quarantined"] / read.where(read > 0)
    table.insert(0, "name", [feed_name(say, str(feed)) for feed in table.index])
    return table.sort_values(["quarantined_rate", "quarantined"], ascending=False)


def by_reason(say: Words, rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """A row for each feed and reason of quarantine: feed, reason (words), row_count; largest first.

    `rows` is the intake; `names` are the words of the vocabulary quarantine_reason.
    """
    refused = rows[(rows["outcome"] != ACCEPTED) & (rows["row_count"] > 0)]
    return pd.DataFrame(
        {
            "feed": [feed_name(say, feed) for feed in refused["feed"]],
            "reason": [names.get(code, code) for code in refused["outcome"]],
            "row_count": refused["row_count"].astype(float).to_numpy(),
        }
    ).sort_values(["row_count", "feed"], ascending=[False, True], ignore_index=True)


def check_table(quality: Quality) -> pd.DataFrame:
    """promise (a sentence), result (in words), seconds, name; those that do not hold first."""
    say = quality.say
    if quality.checks is None:
        return pd.DataFrame(columns=["promise", "result", "seconds", "name"])
    checks = quality.checks.sort_values(["is_met", "name"], ignore_index=True)
    return pd.DataFrame(
        {
            "promise": [promises.sentence(say, name) for name in checks["name"]],
            "result": [
                say("data_quality.held") if is_met else say("data_quality.broken")
                for is_met in checks["is_met"]
            ],
            "seconds": checks["seconds"].astype(float).round(2),
            "name": checks["name"],
        }
    )


def hidden_table(quality: Quality) -> pd.DataFrame:
    """table (words), hidden (cells of counts), row_count, name: the open release, most first."""
    info, language = quality.info, quality.say.language
    shown = {name: cells for name, cells in info.hidden_cells.items() if name in MARTS}
    table = pd.DataFrame(
        {
            "table": [str(getattr(MARTS[name], language)) for name in shown],
            "hidden": [float(cells) for cells in shown.values()],
            "row_count": [float(info.tables["open"].get(name, 0)) for name in shown],
            "name": list(shown),
        },
        columns=["table", "hidden", "row_count", "name"],
    )
    return table.sort_values(["hidden", "name"], ascending=[False, True], ignore_index=True)


def policy_table(quality: Quality) -> pd.DataFrame:
    """meaning, value, valid_from (text), source and parameter of the numbers in force."""
    language = quality.say.language
    policy = data.policy(quality.info, quality.selection.month)
    return pd.DataFrame(
        {
            "meaning": policy[f"meaning_{language}"],
            "value": policy["value"],
            "valid_from": policy["valid_from"].map(str),
            "source": policy["source" if language == "en" else "source_ko"],
            "parameter": policy["parameter"],
        }
    )
