"""Survey scores by wave and arm, and what they changed over what the controls' did.

Answers of one person hang together, and those of one Dong: errors are of sums over Dongs, which
hold both. Respondents are a panel that some leave, so that the effect is given twice: for all who
answered, and for those who answered both waves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from pipelines.schema import VOCABULARIES
from pipelines.trial.inference import Effect, analytic
from pipelines.trial.panel import Array

WAVES = VOCABULARIES["wave"].codes
FEWEST = 2
"""Dongs in each arm from which an error can be told."""


@dataclass(frozen=True)
class WaveMean:
    """Mean score of one wave, arm, kind and item.

    `attrition` is the share of those who answered the first wave and not this one.
    """

    kind: str
    item: str
    wave: str
    arm: str
    answered: int
    dongs: int
    mean: Effect
    attrition: float


@dataclass(frozen=True)
class SurveyEffect:
    """Change since the first wave in treated Dongs less that in controls, in points.

    `size` is the same in standard deviations of the first wave; `stayers` of those who answered
    both waves; `attrition` treated less controls. All None where `refusal` says why.
    """

    kind: str
    item: str
    wave: str
    effect: Effect | None
    size: Effect | None
    stayers: Effect | None
    attrition: float | None
    refusal: str | None


def read_answers(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per answer: dong_code (of the frame), person, wave, kind, item, score, arm.

    Treated: the Dong joined between the first and the last wave; control: it had not joined by the
    last. Dongs that had the programme before the first wave are in neither arm and left out.
    """
    rows = connection.execute(
        "select v.frame_dong_code as dong_code, s.respondent_id as person, s.wave, "
        "s.respondent_kind as kind, s.item, s.score, r.cohort_month, s.surveyed_on "
        "from landing.surveys as s inner join reference.dong_vintages as v "
        "on s.dong_code = v.dong_code and s.surveyed_on between v.valid_from and v.valid_to "
        "left join marts.rollout_by_dong as r on v.frame_dong_code = r.dong_code"
    ).df()
    return with_arms(rows)


def with_arms(rows: pd.DataFrame) -> pd.DataFrame:
    """The answers of Dongs in either arm, with `arm`."""
    if rows.empty:
        return rows.assign(arm=pd.Series(dtype="str"))
    ends = pd.to_datetime(rows["surveyed_on"]).groupby(rows["wave"]).max()
    first, last = ends.get("pre"), ends.get("post")
    joined = pd.to_datetime(rows["cohort_month"]).fillna(pd.Timestamp("2262-01-01"))
    if first is None or last is None:
        return rows.iloc[:0].assign(arm=pd.Series(dtype="str"))
    arm = np.where(joined > last, "control", np.where(joined > first, "treated", ""))
    return rows.assign(arm=arm)[arm != ""]


def wave_means(answers: pd.DataFrame) -> Iterator[WaveMean]:
    """The mean of every wave, arm, kind and item that somebody answered."""
    for labels, rows in answers.groupby(["kind", "item", "arm"], sort=True):
        kind, item, arm = map(str, labels)
        before = set(rows.loc[rows["wave"] == "pre", "person"])
        for wave in WAVES:
            own = rows[rows["wave"] == wave]
            dongs = own["dong_code"].nunique()
            if dongs < FEWEST:
                continue
            error = _error(_by_dong(own, own["score"].mean()))
            left = 1 - len(before & set(own["person"])) / len(before) if before else np.nan
            mean = analytic(float(own["score"].mean()), error, dongs - 1)
            yield WaveMean(kind, item, wave, arm, len(own), dongs, mean, left)


def survey_effects(answers: pd.DataFrame) -> Iterator[SurveyEffect]:
    """The effect of every kind, item and later wave."""
    for kind in VOCABULARIES["respondent_kind"].codes:
        for item in VOCABULARIES["item"].codes:
            rows = answers[(answers["kind"] == kind) & (answers["item"] == item)]
            for wave in WAVES[1:]:
                yield _effect(kind, item, wave, rows[rows["wave"].isin(["pre", wave])])


def _effect(kind: str, item: str, wave: str, rows: pd.DataFrame) -> SurveyEffect:
    dongs = rows.groupby(["arm", "wave"])["dong_code"].nunique()
    if len(dongs) < 4 or dongs.min() < FEWEST:
        return SurveyEffect(kind, item, wave, None, None, None, None, "no_survey")
    effect = difference(rows, wave)
    before = rows[rows["wave"] == "pre"]
    spread = float(before["score"].std(ddof=1))
    if not spread > 0:
        return SurveyEffect(kind, item, wave, None, None, None, None, "constant_outcome")
    both = rows.groupby("person")["wave"].transform("nunique") == 2
    stayed = both[before.index].groupby(before["arm"]).mean()
    return SurveyEffect(
        kind, item, wave, effect,
        size=Effect(
            effect.att / spread,
            ci_low=None if effect.ci_low is None else effect.ci_low / spread,
            ci_high=None if effect.ci_high is None else effect.ci_high / spread,
        ),
        stayers=difference(rows[both], wave) if both.any() else None,
        attrition=float(stayed["control"] - stayed["treated"]),
        refusal=None,
    )  # fmt: skip


def difference(rows: pd.DataFrame, wave: str) -> Effect:
    """Change of the mean score from the first wave to `wave`, treated less controls.

    Errors of sums over Dongs (linearised); degrees of freedom of the smaller arm less one.
    """
    att, variance, fewest = 0.0, 0.0, 10**9
    arms, waves, scores = (rows[name].to_numpy() for name in ("arm", "wave", "score"))
    dongs = pd.factorize(rows["dong_code"])[0]
    for arm, sign in (("treated", 1), ("control", -1)):
        after, before = ((arms == arm) & (waves == each) for each in (wave, "pre"))
        if not (after.any() and before.any()):
            return Effect(np.nan)
        means = scores[after].mean(), scores[before].mean()
        att += sign * float(means[0] - means[1])
        moved = np.zeros(dongs.max() + 1)
        np.add.at(moved, dongs[after], (scores[after] - means[0]) / after.sum())
        np.add.at(moved, dongs[before], (means[1] - scores[before]) / before.sum())
        count = len(np.unique(dongs[after | before]))
        variance += float((moved**2).sum()) * count / max(count - 1, 1)
        fewest = min(fewest, count)
    return analytic(att, float(np.sqrt(variance)), max(fewest - 1, 1))


def _by_dong(rows: pd.DataFrame, mean: float) -> pd.Series:
    """Of each Dong its part in how far the mean is off."""
    return (rows["score"] - mean).groupby(rows["dong_code"]).sum() / len(rows)


def _error(parts: pd.Series) -> float:
    values: Array = parts.to_numpy(float)
    count = len(values)
    return float(np.sqrt((values**2).sum() * count / max(count - 1, 1)))
