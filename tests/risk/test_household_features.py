"""The matrix of what was known before a month, and the files that are made of scores."""

import csv
import io
import os
import stat
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from pipelines import cli, storing
from pipelines.errors import InputError, NotBuiltError
from pipelines.export.visit_file import to_visit_csv
from pipelines.risk import visits
from pipelines.risk.card import CardFacts, compose, policy_in_force
from pipelines.risk.features import COMPOSITIONS, NAMES, NO_SIGNAL, open_panels
from pipelines.risk.households import scores_file, write_private_parquet
from pipelines.schema import ESTIMATES
from pipelines.schema.estimates import PARTS
from tests.risk.drawn_panels import values_of
from tests.sql.drawing import DEPLOYMENT, A, B, City

JULY = date(2014, 7, 1)
WHEN = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def feeds_of() -> dict[str, list[dict[str, object]]]:
    """A year of sixty households: events of all kinds, drawn once."""
    rng = np.random.default_rng(4)

    def day(month, number=None):
        return date(2014, int(month), int(number or rng.integers(1, 28)))

    def some(size, **more):
        return [
            {"household_id": int(rng.integers(10, 70)), "dong_code": A}
            | {name: draw() for name, draw in more.items()}
            for _ in range(size)
        ]

    feeds = {
        "households": [
            {"household_id": n, "dong_code": A if n % 2 else B, "household_size": 1 + n % 4}
            for n in range(1, 70)
        ],
        "signals": some(
            120, month=lambda: day(rng.integers(1, 13), 1), signal=lambda: "rent_arrears",
            arrears_month_count=lambda: int(rng.integers(1, 9)), amount_krw=lambda: 1000,
        ),
        "reports": some(60, reported_on=lambda: day(rng.integers(1, 13))),
        "visits": some(
            40, visited_on=lambda: day(rng.integers(1, 13)),
            is_contact_made=lambda: bool(rng.random() < 0.5),
        ),
        "cases": some(12, opened_on=lambda: day(rng.integers(1, 13))),
    }  # fmt: skip
    told = {
        # by July: signs in March and May, one report; met in September while they still count
        "signals": [
            {"household_id": 1, "dong_code": A, "month": day(3, 1), "signal": "power_cut"},
            {"household_id": 1, "dong_code": A, "month": day(5, 1), "signal": "rent_arrears",
             "arrears_month_count": 4, "amount_krw": 900},
            {"household_id": 2, "dong_code": B, "month": day(7, 1), "signal": "power_cut"},
        ],
        "reports": [
            {"household_id": 1, "dong_code": A, "reported_on": day(6, 30)},
            {"household_id": 1, "dong_code": A, "reported_on": day(7, 1)},
        ],
        "visits": [{"household_id": 1, "dong_code": A, "visited_on": day(9, 2)}],
        "services": [{"household_id": 1, "dong_code": A, "delivered_on": day(10, 5)}],
        # opened before July: reached. Opened in it: found
        "cases": [
            {"household_id": 3, "dong_code": A, "opened_on": day(6, 30)},
            {"household_id": 4, "dong_code": B, "opened_on": day(7, 1)},
        ],
    }  # fmt: skip
    for name, rows in told.items():
        feeds[name] = feeds.get(name, []) + rows
    # one sign of a kind, household and month; cases of a household one after the other
    feeds["signals"] = list({(r["household_id"], r["month"], r["signal"]): r
                             for r in feeds["signals"]}.values())  # fmt: skip
    feeds["cases"] = list({r["household_id"]: r for r in feeds["cases"]}.values())
    return feeds


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """The city as recorded until December."""
    city = City(tmp_path_factory.mktemp("town"))
    city.land(**feeds_of()).build()
    return city


def panel_of(city: City, month: date = JULY):
    with open_panels(city.settings, DEPLOYMENT) as reader:
        return reader.read(month)


def row_of(panel, household):
    return int(np.flatnonzero(panel.household_id == household)[0])


def test_a_row_says_what_was_known_and_what_came_of_it(town):
    panel = panel_of(town)
    at = row_of(panel, 1)
    expected = values_of(
        signal_kind_count=2, signal_count=2, cut_off_count=1, arrears_month_max=4,
        arrears_krw_sum=900, months_since_signal=2, prior_report_count=1,
        household_size=2, composition=COMPOSITIONS.index("single"),
    )  # fmt: skip
    assert dict(zip(NAMES, panel.values[at], strict=True)) == dict(
        zip(NAMES, expected, strict=True)
    )
    assert panel.is_at_risk[at]
    assert panel.is_found[at], "met in September, at risk since May"
    assert panel.is_served[at]
    # a sign of the month itself is not known as it begins
    quiet = row_of(panel, 2)
    assert panel.column("signal_count")[quiet] == 0
    assert panel.column("months_since_signal")[quiet] == NO_SIGNAL
    assert 3 not in panel.household_id
    assert panel.is_found[row_of(panel, 4)]
    assert panel.is_known


def test_no_feature_changes_when_the_future_is_deleted(town, tmp_path):
    dates = {"signals": "month", "reports": "reported_on", "visits": "visited_on",
             "cases": "opened_on", "services": "delivered_on"}  # fmt: skip
    past = {
        name: [row for row in rows if name not in dates or row[dates[name]] < JULY]
        for name, rows in feeds_of().items()
    }
    assert len(past["signals"]) < len(feeds_of()["signals"])
    shortened = City(tmp_path)
    shortened.land(**past).build()
    now, then = panel_of(town), panel_of(shortened)
    assert (now.household_id == then.household_id).all()
    assert np.array_equal(now.values, then.values, equal_nan=True)
    assert (now.is_at_risk == then.is_at_risk).all()
    assert (now.found_before == then.found_before).all()
    assert (now.capacity == then.capacity).all()
    assert now.is_found.sum() > then.is_found.sum() == 0


def test_the_matrix_says_what_the_mart_says_in_the_month_after_a_sign(town):
    rows = town.query(
        "select household_id, signal_kind_count, signal_count, cut_off_count, arrears_month_max, "
        "arrears_krw_sum, prior_report_count from marts.household_month_features "
        "where month = date '2014-07-01'"
    )
    panel = panel_of(town)
    names = (*NAMES[:5], "prior_report_count")
    compared = 0
    for household, *features in rows:
        if household in panel.household_id:
            at = row_of(panel, household)
            assert [panel.column(name)[at] for name in names] == features
            assert panel.column("months_since_signal")[at] == 1
            compared += 1
    assert compared >= 3


def test_months_outside_of_the_records_are_refused(town):
    with pytest.raises(InputError, match="cannot be scored"):
        panel_of(town, date(2014, 1, 1))
    with pytest.raises(InputError, match="cannot be scored"):
        panel_of(town, date(2015, 2, 1))


@pytest.fixture
def scored(town):
    """The town with scores of fifty households of A, as an estimate leaves them."""
    ((build,),) = town.query("select build_id from reference.build")
    count = 50
    scores = pd.DataFrame(
        {
            "household_id": np.arange(1, count + 1) + 10**15,
            "dong_code": A,
            "month": date(2015, 1, 1),
            "score": np.linspace(0.9, 0.001, count),
            "score_order": np.linspace(3, -5, count),
            "is_capped": False,
            "reason_1": NAMES.index("arrears_month_max"),
            "reason_2": NAMES.index("cut_off_count"),
            "reason_3": -1,
            **dict.fromkeys(NAMES, 0.0),
        }
    ).assign(arrears_month_max=22.0, cut_off_count=1.0)
    write_private_parquet(scores, scores_file(town.settings, DEPLOYMENT))
    empty = {
        name: pd.DataFrame(columns=[column for column, _ in ESTIMATES[name].warehouse_columns])
        for name in PARTS["households"]
    }
    storing.store(
        town.settings, DEPLOYMENT, part="households", build_id=build, key="k", tables=empty
    )
    yield town.settings
    for file in visits.visits_folder(town.settings, DEPLOYMENT).glob("*"):
        file.unlink()


def listed(settings, **more):
    return visits.list_visits(settings, DEPLOYMENT, A, **{"capacity": 20} | more)


def test_a_list_holds_the_highest_scores_and_a_share_drawn_at_random(scored):
    found = listed(scored, explore_percent=25)
    rows = found.rows
    assert (len(rows), found.explored) == (20, 5)
    first = rows[~rows["is_explored"]]
    assert first["household"].tolist() == [f"H-{n + 10**15:015x}" for n in range(1, 16)]
    assert first["band"].iloc[0] == "very_high"
    assert first["reason_1"].iloc[0] == "가장 긴 체납 22개월"
    drawn = rows[rows["is_explored"]]
    assert drawn["draw_probability"].tolist() == pytest.approx([5 / 35] * 5)
    assert drawn["band"].isna().all(), "the list must not say what to expect"
    assert drawn["reason_1"].isna().all()
    assert not set(drawn["household"]) & set(first["household"])
    assert listed(scored, explore_percent=25).rows.equals(rows), "the same month, the same list"
    english = listed(scored, language="en").rows["reason_1"].iloc[0]
    assert english == "longest arrears, in months: 22"


def test_everybody_is_listed_where_the_capacity_is_larger(scored):
    assert len(listed(scored, capacity=500).rows) == 50


def test_the_file_is_private_logged_and_never_overwritten(scored):
    found = listed(scored)
    content = to_visit_csv(found, name="=작은 시", is_invented=True)
    path = visits.write_list(scored, found, content, logged_at=WHEN)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(scores_file(scored, DEPLOYMENT).stat().st_mode) == 0o600
    assert not path.is_relative_to(scored.data / "published")
    assert path.read_bytes() == content
    path.write_text("visited: nobody home", encoding="utf-8")
    with pytest.raises(InputError, match="--replace"):
        visits.write_list(scored, found, content, logged_at=WHEN)
    assert path.read_text(encoding="utf-8") == "visited: nobody home"
    visits.write_list(scored, found, content, logged_at=WHEN, replace=True)
    log = path.with_name("access_log.csv")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    entries = list(csv.DictReader(io.StringIO(log.read_text(encoding="utf-8"))))
    assert len(entries) == 2, "a refused run lists nobody"
    assert entries[0]["dong_code"] == A
    assert (entries[0]["month"], entries[0]["listed_count"]) == ("2015-01", "20")
    assert entries[0]["user"]
    assert "H-" not in log.read_text(encoding="utf-8")


def test_the_file_says_what_it_is_and_holds_no_formula(scored):
    found = listed(scored)
    found.rows.loc[0, "reason_1"] = "=HYPERLINK(1)"
    text = to_visit_csv(found, name="작은 시", is_invented=True).decode("utf-8-sig")
    notices = [line for line in text.splitlines() if line.startswith("# ")]
    assert "가상 자료" in notices[0]
    assert any("밖으로 내보내지 마십시오" in line for line in notices)
    table = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("# ")))
    assert len(table) == 20
    assert table[0]["이유 1"] == "'=HYPERLINK(1)"
    assert [row["선정 방법"] for row in table].count("무작위") == 2
    assert table[-1]["이유 1"] == "무작위 탐색"
    assert not any("nan" in str(row).lower() for row in table)


@pytest.mark.parametrize(
    ("dong", "more", "message"),
    [
        ("9999999999", {}, "none of the 3 Dongs"),
        (A, {"capacity": 0}, "1 or more"),
        (A, {"explore_percent": 101}, "0 to 100"),
        (B, {}, "nobody"),
    ],
)
def test_lists_that_cannot_be_are_refused_with_a_sentence(scored, dong, more, message):
    with pytest.raises(InputError, match=message):
        visits.list_visits(scored, DEPLOYMENT, dong, **{"capacity": 5} | more)


def test_scores_of_another_build_are_not_listed(scored):
    found = storing.stored(scored, DEPLOYMENT, "households")
    tables = {name: storing.read_table(scored, DEPLOYMENT, name) for name in PARTS["households"]}
    storing.store(scored, DEPLOYMENT, part="households", build_id="older", key="k", tables=tables)
    with pytest.raises(NotBuiltError, match="dabokdong estimate"):
        listed(scored)
    assert found is not None


def test_the_command_writes_a_list_and_refuses_a_wrong_dong(scored, monkeypatch, capsys):
    monkeypatch.setenv("DABOKDONG_DATA", str(scored.data))
    monkeypatch.setenv("DABOKDONG_REFERENCE", str(scored.reference))
    arguments = ["dabokdong", "visits", "-d", DEPLOYMENT, "--capacity", "10", "--dong"]
    monkeypatch.setattr("sys.argv", [*arguments, A])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code
    assert "10 households" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", [*arguments, "123"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "none of the 3 Dongs" in capsys.readouterr().err


def drawn_facts(settings, auc: float) -> CardFacts:
    validation = pd.DataFrame(
        [
            (pd.Timestamp(2018, 7, 1), "points_rule", 0.1, 1234, 31, 0.0251, 0.2, 0.6, None),
            (pd.Timestamp(2018, 7, 1), "model", 0.1, 1234, 62, 0.0502, 0.4, auc, 0.0017),
        ],
        columns=[column.name for column in ESTIMATES["risk_validation"].columns],
    )
    months = pd.Timestamp(2018, 7, 1)
    fairness = pd.DataFrame(
        [
            (months, "gu", "26110", "served", 40, 0.5, 0.4, 0.6, -0.25, -0.4, -0.1, True),
            (months, "tenure", "owned", "served", 90, 0.7, 0.6, 0.8, 0.01, -0.1, 0.1, True),
            (months, "tenure", "free", "served", *[None] * 7, False),
        ],
        columns=[column.name for column in ESTIMATES["risk_fairness"].columns],
    )
    return CardFacts(
        name={"ko": "작은 시", "en": "Tiny"},
        build_id="abc123",
        is_invented=True,
        first_month=date(2014, 1, 1),
        last_month=date(2018, 12, 1),
        audit_month=date(2017, 10, 1),
        policy=policy_in_force(settings, date(2018, 12, 1)),
        gus={"ko": {"26110": "갑구"}, "en": {"26110": "Gap-gu"}},
        validation=validation,
        fairness=fairness,
    )


def test_the_card_states_the_figures_of_the_build_in_both_languages(town):
    korean, english = (
        compose(drawn_facts(town.settings, 0.81), language) for language in ("ko", "en")
    )
    assert "| 2018-07 | 모형 | 1,234 | 62 | 0.050 | 0.400 | 0.81 | 0.0017 |" in korean
    assert "| 2018-07 | Model | 1,234 | 62 | 0.050 | 0.400 | 0.81 | 0.0017 |" in english
    assert "| Served, of those found | Gap-gu | 0.500 | -0.250 |" in english
    assert "갑구" in korean
    assert "자가" not in korean, "a difference whose interval holds 0 is not told"
    assert "1 are **not estimable**" in english
    assert "2017-10" in korean
    assert "near 0.67" in english
    assert "closed population" in english.lower()
    # the priors are those that the fit uses, where records of signs are given as they always are
    assert "Dongs' own deviation sd 0.3 · drift since an audit sd 0.07 a month" in english
    assert "for each in need on no list: 0.74 (0.33 to 1.69 in nine cases of ten" in english
    assert "0.15(0.06~0.40)" in korean
    for card in (korean, english):
        assert "{" not in card
        assert "nan" not in card.lower().replace("finance", "")


def test_the_card_is_silent_on_a_modest_auc_and_refuses_other_languages(town):
    assert "0.67" not in compose(drawn_facts(town.settings, 0.66), "en")
    with pytest.raises(InputError, match="ko or en"):
        compose(drawn_facts(town.settings, 0.66), "fr")


def test_nothing_of_households_is_among_the_estimates_that_are_published():
    for entry in ESTIMATES.values():
        assert "household_id" not in [column.name for column in entry.columns]
    assert os.fspath("visits") not in PARTS
