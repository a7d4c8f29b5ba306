"""Deliveries, quarantine, checks, lineage and the page, with the answer beside them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard import data as published
from dashboard import filters
from dashboard.data_quality import (
    deliveries,
    headline,
    invented,
    lineage,
    pictures,
    promises,
    rows,
    tables,
    taken,
)
from dashboard.i18n import words
from dashboard.takeaway import files
from tests.dashboard import beds
from tests.dashboard.test_resources import opens

CHECKS = Path(__file__).parents[2] / "pipelines" / "sql" / "checks"
EN = words("en")
DECEMBER = beds.MONTHS[-1]

INTAKE = pd.DataFrame(
    [
        ("visits", "accepted", 90), ("visits", "duplicate", 8), ("visits", "phone_number", 2),
        ("reports", "accepted", 50), ("reports", "duplicate", 0),
    ],
    columns=["feed", "outcome", "row_count"],
)  # fmt: skip
STEPS = pd.DataFrame(
    [
        ("staging.stg_visits", "view", 0.01, None),
        ("marts.coverage_by_dong_month", "table", 1.5, 4),
        ("checks.rates_lie_between_zero_and_one", "check", 0.1, None),
        ("checks.coverage_by_gu_adds_up_its_dongs", "check", 0.2, None),
    ],
    columns=["name", "kind", "seconds", "row_count"],
)
READS = [
    ("marts.coverage_by_dong_month", "staging.stg_visits"),
    ("marts.coverage_by_dong_month", "reference.months"),
    ("marts.coverage_by_gu_month", "marts.coverage_by_dong_month"),
    ("staging.stg_visits", "landing.visits"),
]
FILES = pd.DataFrame(
    [("visits.csv", "visits", "labels", 100, 90, 10, True, "2026-11-22T01:30:10+00:00")],
    columns=["source", "feed", "layout", "row_count", "accepted_count", "quarantined_count",
             "is_invented", "ingested_at"],
)  # fmt: skip


def keep_facts(data):
    """Lay the facts of a build beside the published tables."""
    folder = next((data / "published" / beds.DEPLOYMENT).glob(f"{beds.BUILD}-*")) / "facts"
    folder.mkdir(exist_ok=True)
    STEPS.to_parquet(folder / "build_steps.parquet")
    pd.DataFrame(READS, columns=["name", "reads"]).to_parquet(folder / "lineage.parquet")
    FILES.to_parquet(folder / "landed_files.parquet")


def publish(data, **tables):
    beds.publish(
        data, gu_count=1, dong_count=1, tables={"ingest_by_feed_outcome": INTAKE, **tables}
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A Dong with its intake and the facts of its build; nobody writes into it."""
    folder = tmp_path_factory.mktemp("facts")
    publish(folder)
    keep_facts(folder)
    return folder


@pytest.fixture
def facts(data, folder, monkeypatch):
    """That publication in use."""
    monkeypatch.setenv("DABOKDONG_DATA", str(folder))


def quality(*, language="en", release="internal"):
    scope = filters.Scope(beds.DEPLOYMENT, release, language, (release,), published.deployments())
    selection = filters.Selection(scope, DECEMBER, None, None)
    return rows.load(selection, published.build(beds.DEPLOYMENT))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_check_has_a_sentence_and_no_other_has(language):
    names = {path.stem for path in CHECKS.glob("*.sql")}
    assert names
    say = words(language)
    told = {name: promises.sentence(say, name) for name in names}
    unknown = say("promise.unknown", name="").rstrip()
    assert not [name for name, sentence in told.items() if sentence.startswith(unknown)]
    assert len(set(told.values())) == len(names), "two checks promise the same"
    # a sentence whose check is gone goes with it
    assert set(promises._sentences(say)) <= names


def test_a_sum_over_places_is_told_by_what_it_sums():
    assert promises.sentence(words("ko"), "coverage_by_gu_adds_up_its_dongs") == (
        "포괄: 구·군의 수치는 그 구·군에 속한 동의 합과 같다"
    )
    assert promises.sentence(EN, "coverage_by_city_adds_up_its_gus") == (
        "Coverage: the whole is the sum of its Gu"
    )


def test_a_check_without_a_sentence_is_said_by_its_name():
    assert promises.sentence(EN, "no_such_check") == "A check not yet described: no such check"


def test_a_feed_is_told_by_its_share_in_quarantine():
    table = rows.by_feed(EN, INTAKE)
    assert table.loc["visits"].tolist() == ["Visits", 90, 8 + 2, 10 / 100]
    assert table.loc["reports"].tolist() == ["Reports", 50, 0, 0.0]
    assert list(table.index) == ["visits", "reports"]
    reasons = rows.by_reason(EN, INTAKE, {"duplicate": "An exact duplicate"})
    assert reasons.to_numpy().tolist() == [
        ["Visits", "An exact duplicate", 8], ["Visits", "phone_number", 2],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("intake", "sentence"),
    [
        (INTAKE, "Of 150 rows in 2 feeds, 93.33% were accepted; 10 rows were quarantined"),
        (INTAKE[INTAKE["outcome"] == "accepted"], "All 140 rows in 2 feeds were accepted"),
        (INTAKE[:0], "No data were delivered."),
    ],
)
def test_the_sentence_says_what_was_accepted(facts, intake, sentence):
    said = headline.headline(replace(quality(), intake=intake))
    assert said.startswith(sentence)
    assert "All 2 checks hold." in said
    assert "invented" in said


def test_a_check_that_does_not_hold_is_said_and_comes_first(facts):
    found = quality()
    broken = found.checks.assign(is_met=found.checks["name"] != "rates_lie_between_zero_and_one")
    shown = replace(found, checks=broken)
    assert "1 of 2 checks do not hold." in headline.headline(shown)
    assert rows.check_table(shown)["result"].tolist() == ["Does not hold", "Holds"]


def test_the_open_release_holds_exact_totals_back(facts):
    shown = quality(release="open")
    assert shown.intake is None
    assert shown.files is None
    assert "150" not in headline.headline(shown)
    assert not {"refused", "reasons"} & set(pictures.all_of(shown, deliveries.load(shown)))


def test_a_table_is_made_of_its_ancestors_alone():
    reads = {"marts.a": ("staging.b", "reference.c"), "staging.b": ("landing.visits",),
             "marts.z": ("marts.a",)}  # fmt: skip
    found = lineage.ancestors(reads, "marts.a")
    assert set(found) == {"marts.a", "staging.b", "reference.c", "landing.visits"}
    assert lineage.layers(found) == {
        "landing.visits": 0, "reference.c": 0, "staging.b": 1, "marts.a": 2,
    }  # fmt: skip
    nodes = lineage.nodes(found, EN).set_index("name")
    assert nodes.loc["landing.visits", "label"] == "Visits"
    assert nodes.loc["marts.a", "x"] == 2
    # the list says the same, from the table backwards
    listed = lineage.listed(found, EN)
    assert listed["name"].tolist() == ["marts.a", "staging.b", "landing.visits", "reference.c"]
    assert listed["reads"].tolist() == ["b, c", "Visits", "–", "–"]


def test_tables_that_read_each_other_are_refused():
    with pytest.raises(ValueError, match="circle"):
        lineage.layers({"a.b": ("a.c",), "a.c": ("a.b",)})


def activity(*counts):
    """Visits of the city by month; nothing else happened."""
    months = [date(2018, month, 1) for month in range(1, len(counts) + 1)]
    return months, pd.DataFrame(
        {"month": months, "visit_count": pd.array(counts, dtype="Int64"), "report_count": 0,
         "opened_count": 0, "service_count": 0}
    )  # fmt: skip


def test_a_month_without_records_is_a_gap_unless_none_was_due(data):
    months, happened = activity(5, 0, 7, 2)
    yearly = pd.DataFrame(
        {"gu_code": "26110", "month": months[::2], "age_band": "0_4", "sex": "male",
         "population_count": 10}
    )  # fmt: skip
    beds.publish(
        data, gu_count=1, dong_count=1, months=tuple(months),
        tables={"activity_by_city_month": happened, "population_by_gu_month": yearly},
    )  # fmt: skip
    states = deliveries.load(quality()).groupby("feed")["state"].apply(list)
    assert states["visits"] == ["present", "absent", "present", "present"]
    # it comes every second month: the month between is none that lacks
    assert states["population"] == ["present", "not_due", "present", "not_due"]
    said = deliveries.sentences(quality(), deliveries.load(quality()))
    assert said[0] == "Visits: 1 month without records between February 2018 and February 2018."
    assert "Reports: no records in any month." in said


def test_a_hidden_month_is_not_a_gap(data):
    months, happened = activity(5, None, 7)
    happened["is_suppressed"] = happened["visit_count"].isna()
    beds.publish(
        data, gu_count=1, dong_count=1, months=tuple(months),
        tables={"activity_by_city_month": happened},
    )  # fmt: skip
    shown = quality(release="open")
    states = deliveries.load(shown).groupby("feed")["state"].apply(list)
    assert states["visits"] == ["present", "suppressed", "present"]
    visits = deliveries.load(shown).query("feed == 'visits'")
    assert visits["value"].isna().all()  # 5 and 7 would tell the rest of a sum
    assert deliveries.hidden(visits) == ["Visits"]
    said = " ".join(deliveries.sentences(shown, visits))
    assert "Visits: some months are suppressed" in said
    assert "No month lacks records" not in said
    drawn = pictures.strip(shown, visits)
    hovers = [text for trace in drawn.data for text in np.ravel(trace.hovertext)]
    assert any(text.endswith("· Records") for text in hovers)
    assert not any(text.endswith(("· 5", "· 7")) for text in hovers)


def test_what_is_invented_is_said_with_seed_scale_and_choice_of_dongs(data):
    rollout = pd.DataFrame(
        [{"dong_code": beds.dong_code(0, n), "gu_code": "26110", "phase": phase,
          "cohort_month": DECEMBER, "source": "x", "is_invented": made_up}
         for n, (phase, made_up) in enumerate([("trial", False), ("all", True), ("all", True)])]
    )  # fmt: skip
    publish(data, rollout_by_dong=rollout)
    said = invented.sentences(quality())
    assert "(seed 1, scale 0.05)" in said[0]
    assert "invented in 2 Dongs of 3 Dongs" in said[1]
    assert invented.phases(quality()).to_numpy().tolist() == [
        ["Trial (4 Dongs)", 1, 0], ["All Dongs (2018)", 2, 2],
    ]  # fmt: skip


def test_what_is_shown_can_be_taken_away(facts):
    shown = quality()
    drawn = pictures.all_of(shown, deliveries.load(shown))
    made = [tables.refused(shown, shown.intake), tables.files(shown, shown.files),
            tables.checks(shown), tables.hidden(shown), tables.phases(shown),
            tables.policy(shown), tables.versions(shown)]  # fmt: skip
    package = taken.package(shown, made, drawn, "answer")
    for sheet in package.sheets:
        assert set(sheet.labels) == set(sheet.frame.columns), sheet.name
        assert files.csv(package, sheet)


def test_the_page_shows_a_chosen_table_and_keeps_it_in_the_address(facts, page):
    app = page("data_quality", lang="en", mart="coverage_by_gu_month")
    said = opens(app)
    assert "Of 150 rows in 2 feeds" in said
    assert "What is it made of\\: Coverage, by Gu" in said
    assert app.selectbox(key="control_mart").value == "coverage_by_gu_month"


def test_the_open_page_says_what_it_holds_back(facts, page):
    said = opens(page("data_quality", is_local=False))
    assert "접수·격리 건수는 내부용에만 있습니다" in said
    assert "점검 2건이 모두 지켜졌습니다" in said


def test_without_quarantine_facts_or_any_row_the_page_says_so(data, page):
    publish(data, ingest_by_feed_outcome=INTAKE[:0])
    said = opens(page("data_quality", lang="en"))
    assert "No data were delivered." in said
    assert "No row is in quarantine" in said
    assert "kept no record of checks and steps" in said
