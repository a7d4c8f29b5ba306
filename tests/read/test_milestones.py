"""Milestones: dates as exact as their source, both languages, no statement without a source."""

import pandas as pd
import pytest

from pipelines import read
from pipelines.errors import InputError
from pipelines.settings import CHECKOUT, Settings, load

DEPLOYMENTS = ("busan_dabokdong", "suseong_dodream")


@pytest.fixture
def drawn(tmp_path):
    """Settings whose milestones are written by the test."""
    reference = CHECKOUT / "data" / "reference"
    (tmp_path / "deployments").symlink_to(reference / "deployments")
    settings = Settings(data=tmp_path, reference=tmp_path)

    def write(text):
        (tmp_path / "milestones.yaml").write_text(text, encoding="utf-8")
        return settings

    return write


ENTRY = "{{date: {date}, kind: plan, text_ko: 계획, text_en: Plan, source: a paper}}"


def test_dates_are_as_exact_as_their_source_and_in_order(drawn):
    dates = ("null", "2016", "2016-01", "2014-07")
    lines = "\n".join(f"  - {ENTRY.format(date=date)}" for date in dates)
    settings = drawn(f"busan_dabokdong:\n{lines}\n")
    found = read.milestones("busan_dabokdong", settings=settings)
    assert found["precision"].tolist() == ["month", "month", "year", "unknown"]
    assert found["month"].tolist()[:3] == [
        pd.Timestamp("2014-07-01"), pd.Timestamp("2016-01-01"), pd.Timestamp("2016-01-01")
    ]  # fmt: skip
    assert pd.isna(found["month"].iloc[3])
    assert found["dong_count"].isna().all()
    assert set(found["note_ko"]) == {""}


def test_a_programme_without_milestones_has_none(drawn):
    settings = drawn("busan_dabokdong: []\n")
    assert read.milestones("suseong_dodream", settings=settings).empty
    assert list(read.milestones("busan_dabokdong", settings=settings))[:2] == ["month", "precision"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"busan_dabokdong: [{ENTRY.format(date='spring 2016')}]", "spring 2016"),
        ("busan_dabokdong: [{date: 2016, kind: plan, text_ko: 계획, text_en: Plan}]", "source"),
        ("busan_dabokdong: [", "cannot be read"),
    ],
)
def test_a_bad_entry_is_said_with_its_place(drawn, text, said):
    with pytest.raises(InputError, match=said):
        read.milestones("busan_dabokdong", settings=drawn(text))


def test_an_unknown_deployment_is_refused():
    with pytest.raises(InputError, match="seoul"):
        read.milestones("seoul")


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_the_committed_ones_have_both_languages_and_a_source(deployment):
    found = read.milestones(deployment)
    assert found[["text_ko", "text_en", "source", "kind"]].ne("").all(axis=None)
    assert (found["note_ko"].eq("") == found["note_en"].eq("")).all()
    assert set(found["kind"]) <= {"phase", "plan", "budget", "training", "people", "event"}


def test_the_phases_of_the_roll_out_are_those_of_the_claims():
    found = read.milestones("busan_dabokdong").dropna(subset="dong_count")
    months = found["month"].dt.strftime("%Y-%m")
    phases = dict(zip(months, found["dong_count"], strict=True))
    assert phases == {"2014-07": 4, "2016-03": 52, "2017-05": 192, "2018-01": 205}
    claimed = read.claims()["value"]
    assert {claimed["trial_dongs"], claimed["selected_dongs"], claimed["expanded_dongs"]} <= set(
        phases.values()
    )


def test_numbers_in_the_texts_are_those_of_the_claims():
    claimed = read.claims()["value"]
    texts = " ".join(read.milestones("busan_dabokdong")["text_en"])
    for claim in ("staff_trained", "seniors_dispatched", "expanded_dongs", "target_2017"):
        assert f"{claimed[claim]:g} " in texts


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_each_public_statement_drawn_on_is_one_of_those_given(deployment, shared_data):
    programme = deployment.split("_")
    facts = pd.read_csv(shared_data / "facts" / f"{programme[1]}_public_facts.csv"
                        if programme[0] == "busan" else
                        shared_data / "facts" / f"{deployment}_public_facts.csv")  # fmt: skip
    given = set(facts["source"]) | {"The project's own list of the programme's steps (issue 3)"}
    assert set(read.milestones(deployment)["source"]) <= given


def test_it_reads_the_committed_file():
    assert (load().reference / "milestones.yaml").exists()
