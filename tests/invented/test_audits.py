"""The audit of random households: a sample that no list decides, and everything else as without."""

from __future__ import annotations

import filecmp
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines import invented
from pipelines.invented import audits
from tests.conftest import SCALE, SEED

from .conftest import Made, make

MONTHS = ("2016-07-01", "2016-12-01", "2018-06-01")


def test_random_dongs_are_audited_in_three_months(busan: Made) -> None:
    rows = busan.good("audits")
    assert set(rows["month"]) == set(MONTHS)
    # a Dong of another vintage may stand in two rows
    assert all(len(group) >= audits.DONGS for _, group in rows.groupby("month"))
    drawn = {month: frozenset(group["dong_code"]) for month, group in rows.groupby("month")}
    assert len(set(drawn.values())) == len(MONTHS)  # drawn anew


def test_a_dong_gives_up_to_a_tenth_of_its_households(suseong: Made) -> None:
    rows = suseong.good("audits")
    homes = suseong.good("households").groupby("dong_code").size()  # ever registered
    counts = rows["audited_count"].astype(int)
    assert 0 < counts.min() <= counts.max() <= audits.VISITS
    assert (counts <= rows["dong_code"].map(homes) / audits.AT_MOST_ONE_IN).all()
    needy = rows["needy_known_count"].astype(int) + rows["needy_unknown_count"].astype(int)
    assert (needy <= counts).all()


def test_what_the_audits_find_is_the_truth(busan: Made, suseong: Made) -> None:
    """Shares found stand beside the planted need, within four standard errors."""
    for made in (busan, suseong):
        rows = made.good("audits").astype({"audited_count": int, "needy_known_count": int,
                                           "needy_unknown_count": int})  # fmt: skip
        needy = rows["needy_known_count"].sum() + rows["needy_unknown_count"].sum()
        effect = made.truth("rollout_effect")
        months = pd.to_datetime(effect["month"]).isin(pd.to_datetime(list(MONTHS)))
        at_risk = effect[(effect["outcome"] == "at_risk") & months]["with_rollout"].sum() / 3
        # households registered at once: nine in ten of those ever registered
        share = at_risk / (len(made.good("households")) * 0.9)
        visited = rows["audited_count"].sum()
        expected = visited * share
        assert abs(needy - expected) < 4 * np.sqrt(expected) + 0.1 * expected


@pytest.fixture(scope="module")
def unaudited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make(tmp_path_factory.mktemp("unaudited"), "suseong_dodream")
    invented.make(made.settings, made.deployment, scale=SCALE, seed=SEED, has_audit=False)
    return made.folder


def test_without_audits_every_other_file_is_the_same(suseong: Made, unaudited: Path) -> None:
    assert not (unaudited / "audits.csv").exists()
    names = [path.name for path in suseong.folder.glob("*.csv") if path.name != "audits.csv"]
    _, differing, missing = filecmp.cmpfiles(suseong.folder, unaudited, names, shallow=False)
    assert (differing, missing) == ([], [])
