"""What is invented: the whole, or the choice of Dongs in the roll-out; and which build this is."""

from __future__ import annotations

import pandas as pd

from dashboard import data, formats
from dashboard.data_quality.rows import Quality
from pipelines import read


def sentences(quality: Quality) -> list[str]:
    """What is made up in these numbers, in plain words."""
    say, info = quality.say, quality.info
    said = [
        say("data_quality.invented", seed=info.seed, scale=f"{info.scale:g}")
        if info.is_invented and info.scale is not None
        else say("data_quality.recorded")
    ]
    rollout = data.table("rollout_by_dong", info, quality.selection.scope.release)
    made_up = int(rollout["is_invented"].fillna(False).sum())
    if made_up:
        total = say.amount("dong", len(rollout))
        said.append(say("data_quality.rollout", n=say.amount("dong", made_up), total=total))
    if info.is_invented:
        said.append(say("data_quality.real"))
    return said


def phases(quality: Quality) -> pd.DataFrame:
    """phase (words), dongs, invented: in how many Dongs the joining month is a choice of ours."""
    release = quality.selection.scope.release
    rollout = data.table("rollout_by_dong", quality.info, release)
    words = read.values("phase", quality.say.language)
    rows = rollout.assign(is_invented=rollout["is_invented"].fillna(False).astype(int))
    counts = rows.groupby("phase")["is_invented"].agg(["size", "sum"]).reindex(list(words))
    counts = counts.dropna()
    return pd.DataFrame(
        {
            "phase": [words[str(code)] for code in counts.index],
            "dongs": counts["size"].astype(float).to_numpy(),
            "invented": counts["sum"].astype(float).to_numpy(),
        }
    )


def versions(quality: Quality) -> pd.DataFrame:
    """fact and value: what tells this publication from any other."""
    say, info = quality.say, quality.info
    built, published = (
        formats.full_date(formats.parse_date(text), say.language)
        for text in (info.built_at, info.published_at)
    )
    months = [formats.month(month, say.language) for month in (info.first_month, info.last_month)]
    facts = {
        say("data_quality.build_id"): info.build_id,
        say("data_quality.code_hash"): info.code_hash,
        say("data_quality.built_at"): built,
        say("data_quality.published_at"): published,
        say("data_quality.months"): "–".join(months),
    }
    return pd.DataFrame({"fact": list(facts), "value": list(facts.values())})
