"""Survey effects of drawn answers: by hand, and where nothing happened."""

import numpy as np
import pandas as pd
import pytest

from pipelines.trial.surveys import difference, survey_effects, wave_means, with_arms

PRE, MID, POST = "2016-01-18", "2016-07-11", "2016-12-05"


def answer(dong: str, person: int, wave: str, score: float, cohort: str | None):
    day = {"pre": PRE, "mid": MID, "post": POST}[wave]
    return (dong, person, wave, "resident", "trust", score, cohort, day)


def answers(rows) -> pd.DataFrame:
    names = ["dong_code", "person", "wave", "kind", "item", "score", "cohort_month", "surveyed_on"]
    return with_arms(pd.DataFrame(rows, columns=names))


DRAWN = answers([
    # Dongs a and b joined in April 2016, c and d in 2017, e in 2014
    answer("a", 1, "pre", 2, "2016-04-01"), answer("a", 1, "post", 4, "2016-04-01"),
    answer("b", 2, "pre", 3, "2016-04-01"), answer("b", 2, "post", 4, "2016-04-01"),
    answer("b", 3, "pre", 1, "2016-04-01"),
    answer("c", 4, "pre", 2, "2017-03-01"), answer("c", 4, "post", 2, "2017-03-01"),
    answer("d", 5, "pre", 4, None), answer("d", 5, "post", 5, None),
    answer("e", 6, "pre", 5, "2014-07-01"), answer("e", 6, "post", 1, "2014-07-01"),
])  # fmt: skip


def test_arms_are_those_who_joined_between_the_waves_and_those_who_had_not() -> None:
    arms = DRAWN.groupby("dong_code")["arm"].first()
    assert dict(arms) == {"a": "treated", "b": "treated", "c": "control", "d": "control"}


def test_the_effect_of_five_people_by_hand() -> None:
    (effect,) = [e for e in survey_effects(DRAWN) if e.refusal is None]
    assert (effect.item, effect.wave) == ("trust", "post")
    # treated (4 + 4) / 2 - (2 + 3 + 1) / 3, controls (2 + 5) / 2 - (2 + 4) / 2
    assert effect.effect.att == pytest.approx((4 - 2) - (3.5 - 3))
    # Dongs' parts: a 0/2 - 0/3, b 0/2 - (1 - 1)/3; c -1.5/2 + 1/2, d 1.5/2 - 1/2, times 2 / 1
    assert effect.effect.std_error == pytest.approx(np.sqrt(2 * (0.25**2 + 0.25**2)))
    spread = np.std([2, 3, 1, 2, 4], ddof=1)
    assert effect.size.att == pytest.approx(1.5 / spread)
    # those who answered both: a 2 -> 4, b 3 -> 4 against c 2 -> 2, d 4 -> 5
    assert effect.stayers.att == pytest.approx(1.5 - 0.5)
    assert effect.attrition == pytest.approx(1 / 3 - 0)


def test_everything_else_is_refused_by_name() -> None:
    refused = [e for e in survey_effects(DRAWN) if e.refusal]
    assert {e.refusal for e in refused} == {"no_survey"}
    assert len(refused) == 3 * 5 * 2 - 1


def test_means_by_wave_and_arm() -> None:
    found = {(m.arm, m.wave): m for m in wave_means(DRAWN)}
    assert found["treated", "pre"].mean.att == pytest.approx(2.0)
    assert found["treated", "post"].attrition == pytest.approx(1 / 3)
    assert found["control", "post"].answered == 2
    assert ("control", "mid") not in found


def test_no_answers_are_no_effects() -> None:
    assert {e.refusal for e in survey_effects(DRAWN.iloc[:0])} == {"no_survey"}
    assert list(wave_means(DRAWN.iloc[:0])) == []


@pytest.mark.slow
def test_with_no_effect_five_in_a_hundred_are_rejected() -> None:
    """People and Dongs with moods of their own, Dongs with shocks: errors by Dong hold."""
    rejected = 0
    dong = np.repeat(np.arange(40), 6)
    for seed in range(1000):
        draws = np.random.default_rng(seed)
        mood = draws.normal(0, 0.5, 240) + draws.normal(0, 0.3, 40)[dong]
        shock = draws.normal(0, 0.3, 40)[dong]
        rows = pd.DataFrame({
            "dong_code": np.tile(dong, 2), "person": np.tile(np.arange(240), 2),
            "wave": np.repeat(["pre", "post"], 240),
            "arm": np.tile(np.where(dong < 20, "treated", "control"), 2),
            "score": np.concatenate([mood, mood + shock]) + draws.normal(0, 0.7, 480),
        })  # fmt: skip
        rejected += difference(rows[draws.random(480) < 0.9], "post").p_value <= 0.05
    assert 30 <= rejected <= 70
