"""The claim ledger: each verdict from drawn records."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from pipelines import settings as settings_module
from pipelines.schema import VOCABULARIES
from pipelines.trial.claim_table import claims_table, read_ledger
from pipelines.trial.claims import NO_FEED, NO_PERIOD, RATIOS, judge_claims
from pipelines.trial.facts import _FIGURES, Facts
from tests.trial.drawing import draw_panel

FIRST = date(2012, 7, 1)
MONTHS = 66  # to December 2017


def panel_with(finds_after: float):
    """Two trial Dongs (month 24) and two that never join; theirs doubles, staff grows fivefold."""
    after = np.arange(MONTHS) >= 24
    finds = np.vstack([np.where(after, finds_after, 1.0)] * 2 + [np.where(after, 2.0, 1.0)] * 2)
    staff = np.vstack([np.where(after, 5.0, 1.0)] * 2 + [np.ones(MONTHS)] * 2)
    return draw_panel(
        [24, 24, None, None], MONTHS, {"newly_found_count": finds, "fte": staff}, first=FIRST,
        phases=["trial", "trial", None, None], gus=["26110", "26140", "26500", "26500"],
    )  # fmt: skip


def facts(**figures: float) -> Facts:
    return Facts("dabokdong", figures, (0.5, None, 0.4), {"수영구": "26500"})


@pytest.fixture(scope="module")
def ledger():
    return read_ledger(settings_module.load())


def judged(ledger, panel, known):
    return {each.claim_id: each for each in judge_claims(ledger, panel, known)}


def test_a_ratio_is_given_as_claimed_per_worker_and_over_the_controls(ledger) -> None:
    claim = judged(ledger, panel_with(17.0), facts())["trial_finds_ratio"]
    assert (claim.verdict, claim.reason) == ("reproduced", "within_tolerance")
    assert claim.measured == pytest.approx(17.0)
    assert claim.per_worker == pytest.approx(17.0 / 5)
    assert claim.adjusted == pytest.approx(17.0 / 2)
    assert claim.months[2:] == (date(2014, 7, 1), date(2015, 8, 1))


def test_a_ratio_that_the_data_do_not_give_is_contradicted(ledger) -> None:
    claim = judged(ledger, panel_with(12.0), facts())["trial_finds_ratio"]
    assert (claim.verdict, claim.reason) == ("contradicted", "outside_tolerance")


def test_counts_money_and_at_least(ledger) -> None:
    found = judged(ledger, panel_with(2.0), facts(trial_dongs=4, seniors_dispatched=40,
                   grant_total=1_362_400, master_plan_budget=1_140_000))  # fmt: skip
    assert found["trial_dongs"].verdict == "reproduced"
    assert found["trial_dongs"].reason == "within_count"
    assert found["seniors_dispatched"].verdict == "contradicted"
    assert found["seniors_dispatched"].reason == "outside_count"
    assert found["grant_total"].verdict == "reproduced"
    # the data hold the plan's figure, and the grants beside it are more
    assert found["master_plan_budget"].measured == 1_140_000
    assert found["master_plan_budget"].reason == "own_sources_disagree"
    assert found["expanded_dongs"].measured == 2
    dodream = Facts("dodream", {"dodream_rice": 30_000.0, "dodream_volunteers": 400.0},
                    (None, None, None), {})  # fmt: skip
    others = judged(ledger, panel_with(2.0), dodream)
    assert others["dodream_rice"].reason == "at_least_holds"
    assert others["dodream_volunteers"].verdict == "contradicted"
    assert others["dodream_meals"].reason == "not_estimable"
    assert "trial_finds_ratio" not in others


def test_what_cannot_be_measured_says_why(ledger) -> None:
    found = judged(ledger, panel_with(2.0), facts())
    assert found["satisfaction_increase"].verdict == "unquantified"
    assert found["satisfaction_increase"].measured == 0.5
    assert found["satisfaction_increase"].adjusted == 0.4
    assert found["staff_trained"].reason == "no_feed"
    assert found["other_funding"].reason == "no_period"
    assert found["finds_2016_ratio"].reason == "not_estimable"  # nobody joined in 2016
    assert found["national_flagged"].verdict == "not_reproducible"


def test_every_claim_has_a_way_or_a_reason(ledger) -> None:
    ways = set(RATIOS) | set(_FIGURES) | NO_FEED | NO_PERIOD
    assert set(ledger.index) - ways == {"satisfaction_increase", "expanded_dongs"}
    assert ways <= set(ledger.index)


def test_the_table_holds_words_of_the_vocabularies(ledger) -> None:
    table = claims_table(judge_claims(ledger, panel_with(2.0), facts()))
    assert set(table["claim_verdict"]) <= set(VOCABULARIES["claim_verdict"].codes)
    assert set(table["claim_reason"]) <= set(VOCABULARIES["claim_reason"].codes)
    assert table["claim_id"].is_unique
    assert isinstance(table, pd.DataFrame)
