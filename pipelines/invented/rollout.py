"""When each Dong joined: the public calendar, the publicly named Dongs, and an invented rest.

Public are the counts (4 from July 2014 in four Gu, 52 in 2016, 192 by May 2017, all from January
2018), some names and some counts by Gu (`data/reference/rollout_public.csv`). Which Dongs the 4
were and most of the 52 is public nowhere; here the neediest join first, with noise, and are
marked invented. The 52 include the 4: 205 - 52 = 153 Dongs were without the programme in 2016.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.errors import InputError
from pipelines.invented.uniform import stream
from pipelines.schema import VOCABULARIES
from pipelines.settings import Deployment, Settings

TRIAL, SELECTED, LAST = date(2014, 7, 1), date(2016, 4, 1), date(2018, 1, 1)
EXPANSION = (date(2017, 1, 1), date(2017, 3, 1), date(2017, 5, 1))
TRIAL_COUNT, SELECTED_COUNT, EXPANDED_COUNT = 4, 52, 192
_EXPANSION_SHARES = (0.35, 0.40, 0.25)  # of the Dongs that join in January, March and May 2017
INVENTED_SOURCE = "Invented: which Dong joined when is public nowhere"


def calendar(
    settings: Settings, deployment: Deployment, dongs: pd.DataFrame, seed: int
) -> pd.DataFrame:
    """Phase and start month of every Dong, as `choose` gives them."""
    if deployment.programme == "dabokdong":
        return choose(dongs, settings.reference / "rollout_public.csv", seed)
    source = "UN Public Service Award nomination text, Suseong Do Dream: all 23 community centres"
    return from_the_start(dongs, deployment.first_month, source)


def file_rows(dated: pd.DataFrame, programme: str) -> pd.DataFrame:
    """The feed's rows of a calendar, in the words of the file, with `position`."""
    words = {v: {w.code: w.ko for w in VOCABULARIES[v].values} for v in ("programme", "phase")}
    return dated.assign(
        position=np.arange(1, len(dated) + 1),
        programme=words["programme"][programme],
        phase=dated["phase"].map(words["phase"]),
        is_invented=np.where(dated["is_invented"], "예", "아니오"),
    )


def from_the_start(dongs: pd.DataFrame, start: date, source: str) -> pd.DataFrame:
    """Roll-out of a programme that began everywhere at once; columns as `choose` gives them."""
    return pd.DataFrame(
        {
            "dong_code": dongs["dong_code"],
            "phase": "all",
            "start_month": start,
            "source": source,
            "is_invented": False,
        }
    )


def choose(dongs: pd.DataFrame, public: Path, seed: int) -> pd.DataFrame:
    """Phase, start month, source and whether invented, one row per Dong in the order of `dongs`.

    Parameters
    ----------
    dongs
        The frame with dong_code, dong_name_short_ko, gu_code, gu_name_ko, need (higher: needier),
        households, is_recut (its boundary changed within the months: not chosen for the trial).
    public
        `rollout_public.csv`.
    seed
        Of the invented choices.

    Raises
    ------
    InputError
        A publicly named Dong that the frame lacks.
    """
    facts = pd.read_csv(public, parse_dates=["start_month"])
    known = _named(dongs, facts)
    start = pd.Series(pd.NaT, index=dongs.index, dtype="datetime64[s]")
    start[known.index] = known["start_month"].to_numpy()
    noise = stream(seed, "rollout").normal(0.0, 0.25, len(dongs))
    eager = dongs["need"] + noise
    trial = _trial(dongs, start, facts)
    start[trial] = pd.Timestamp(TRIAL)
    _fill_selected(dongs, start, eager, facts)
    _fill_rest(dongs, start, eager, facts)
    phases = {pd.Timestamp(TRIAL): "trial", pd.Timestamp(SELECTED): "selected"}
    phases |= {pd.Timestamp(month): "expansion" for month in EXPANSION}
    phases[pd.Timestamp(LAST)] = "all"
    invented = ~dongs.index.isin(known.index) | dongs.index.isin(trial)
    return pd.DataFrame(
        {
            "dong_code": dongs["dong_code"],
            "phase": start.map(phases),
            "start_month": start.dt.date,
            "source": known["source"].reindex(dongs.index).where(~invented, INVENTED_SOURCE),
            "is_invented": invented,
        }
    )


def _named(dongs: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """The publicly named Dongs: start_month and source by position in `dongs`."""
    named = facts[facts["known"] == "dong"]
    keys = pd.MultiIndex.from_frame(dongs[["gu_name_ko", "dong_name_short_ko"]])
    place = keys.get_indexer(pd.MultiIndex.from_frame(named[["gu_name_ko", "dong_name_ko"]]))
    if (place < 0).any():
        lost = ", ".join(named["dong_name_ko"][place < 0])
        raise InputError(f"rollout_public.csv names Dongs that the frame lacks: {lost}.")
    return named.set_index(dongs.index[place])[["start_month", "source"]]


def _trial(dongs: pd.DataFrame, start: pd.Series, facts: pd.DataFrame) -> pd.Index:
    """The neediest sizeable Dong of each of the four neediest Gu that may hold one."""
    excluded = facts.loc[(facts["known"] == "count") & (facts["dongs"] == 0), "gu_name_ko"]
    named_otherwise = start.notna()
    full = facts.loc[(facts["known"] == "count"), "gu_name_ko"]
    fit = (
        ~named_otherwise
        & ~dongs["gu_name_ko"].isin(set(excluded) | set(full))
        & ~dongs["is_recut"]
        & (dongs["households"] >= dongs["households"].quantile(0.4))
    )
    best = dongs[fit].sort_values("need", ascending=False).drop_duplicates("gu_code")
    return best.index[:TRIAL_COUNT]


def _fill_selected(
    dongs: pd.DataFrame, start: pd.Series, eager: pd.Series, facts: pd.DataFrame
) -> None:
    """Bring the Dongs that joined by 2016 to 52, with the public counts by Gu kept."""
    counts = facts[facts["known"] == "count"].set_index("gu_name_ko")["dongs"]
    quota = counts.to_dict()
    free = {gu for gu in dongs["gu_name_ko"].unique() if gu not in quota}
    sizes = dongs["gu_name_ko"].value_counts().loc[sorted(free)]
    left = SELECTED_COUNT - sum(quota.values())
    exact = sizes * left / sizes.sum()
    whole = np.floor(exact).astype(int)
    for gu in (exact - whole).sort_values(ascending=False, kind="stable").index:
        if whole.sum() < left:
            whole[gu] += 1
    quota |= whole.to_dict()
    for gu, count in quota.items():
        inside = dongs["gu_name_ko"] == gu
        joined = int((inside & (start <= pd.Timestamp(SELECTED))).sum())
        waiting = eager[inside & start.isna()].sort_values(ascending=False, kind="stable")
        start[waiting.index[: count - joined]] = pd.Timestamp(SELECTED)


def _fill_rest(
    dongs: pd.DataFrame, start: pd.Series, eager: pd.Series, facts: pd.DataFrame
) -> None:
    """The 192 of May 2017 in three steps, then the least needy in January 2018."""
    early = set(facts.loc[facts["known"] == "latest", "gu_name_ko"])
    may_wait = start.isna() & ~dongs["gu_name_ko"].isin(early)
    last_known = int((start == pd.Timestamp(LAST)).sum())
    last = eager[may_wait].sort_values(kind="stable").index
    start[last[: len(dongs) - EXPANDED_COUNT - last_known]] = pd.Timestamp(LAST)
    order = eager[start.isna()].sort_values(ascending=False, kind="stable").index
    cuts = np.rint(np.cumsum(_EXPANSION_SHARES) * len(order)).astype(int)
    for month, part in zip(EXPANSION, np.split(order, cuts[:-1]), strict=True):
        start[part] = pd.Timestamp(month)
