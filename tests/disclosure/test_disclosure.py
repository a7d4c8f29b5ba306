"""The gate, rule by rule."""

from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd
import pytest
from cell_key_perturbation.create_perturbed_table import create_perturbed_table
from cell_key_perturbation.utils.generate_test_ptable import generate_ptable_10_5_rule

from pipelines import disclosure
from pipelines.errors import DisclosureError
from pipelines.schema import COLUMNS, FEEDS, MARTS, Table, columns

NO_NOISE = 0b00001111
"""A key with four one bits: the key adds nothing, only the 10-5 table acts."""

PANEL = "evaluation_panel_by_dong_month"


def released(name, rows, release="open"):
    """The rows of a mart as a release shows them."""
    table = MARTS[name]
    with duckdb.connect() as con:
        con.execute("create schema marts")
        kinds = ", ".join(f"{column} {kind}" for column, kind in table.warehouse_columns)
        con.execute(f"create table marts.{name} ({kinds})")
        con.register("given", pd.DataFrame(rows))
        con.execute(f"insert into marts.{name} by name select * from given")
        disclosure.add_rule(con)
        return con.execute(disclosure.release_query(table, release)).df()


def coverage(at_risk, reached, **keys):
    """One Gu and month."""
    return {
        "gu_code": "26110", "month": pd.Timestamp("2016-01-01"), "household_count": 1000,
        "at_risk_count": at_risk, "reached_count": reached,
        "household_count_key": NO_NOISE, "at_risk_count_key": NO_NOISE,
        "reached_count_key": NO_NOISE, **keys,
    }  # fmt: skip


# ---- the rule table -------------------------------------------------------------------------


def test_the_rule_has_the_form_of_the_published_table():
    rule, published = disclosure.rule_table(), generate_ptable_10_5_rule()
    pd.testing.assert_frame_equal(rule[["pcv", "ckey"]], published[["pcv", "ckey"]])
    assert len(rule) == 750 * 256


def test_without_noise_of_the_key_the_rule_is_the_published_10_5_table():
    rule, published = disclosure.rule_table(), generate_ptable_10_5_rule()
    quiet = rule["ckey"].map(int.bit_count) == 4
    assert quiet.sum() == 750 * 70  # 8 choose 4 keys
    assert (rule["pvalue"] == published["pvalue"])[quiet].all()


def test_counts_under_ten_are_hidden_and_the_rest_are_multiples_of_five():
    rule = disclosure.rule_table()
    shown = rule["pcv"] + rule["pvalue"]
    assert (shown[rule["pcv"] < 10] == 0).all()
    assert ((shown == 0) | (shown >= 10)).all()
    assert (shown % 5 == 0).all()
    assert rule["pcv"][shown == 0].max() == 13  # 13 - 4 < 10


def test_noise_is_bounded_and_has_mean_zero():
    rule = disclosure.rule_table().query("pcv >= 20")
    assert rule["pvalue"].abs().max() == 4 + 2
    assert abs(rule.query("pcv <= 749 and pcv >= 20")["pvalue"].mean()) < 0.01
    assert rule.groupby("pcv")["pvalue"].nunique().min() >= 2


def test_sql_gives_what_the_package_gives():
    """Drawn microdata through `create_perturbed_table` and through the gate: the same counts."""
    rng = np.random.default_rng(7)
    sizes = [3, 9, 10, 12, 13, 14, 40, 400, 750, 751, 1003, 2500]
    gu = np.repeat([f"26{i:03}" for i in range(len(sizes))], sizes)
    micro = pd.DataFrame({"gu_code": gu, "key": rng.integers(0, 256, len(gu)), "all": "a"})
    theirs = create_perturbed_table(
        micro, disclosure.rule_table(), ["gu_code"], ["all"], "key", use_existing_ons_id=False
    )
    ours = micro.groupby("gu_code")["key"].agg(["count", "sum"]).reset_index()
    rows = [coverage(n, n, gu_code=code, at_risk_count_key=key) for code, n, key in ours.to_numpy()]
    found = released("coverage_by_gu_month", rows)
    assert found["gu_code"].tolist() == theirs["gu_code"].tolist()
    assert found["at_risk_count"].astype("Int64").tolist() == theirs["count"].tolist()
    assert theirs["count"].notna().sum() >= 7


# ---- counts and what hangs on them ----------------------------------------------------------


@pytest.mark.parametrize(
    ("at_risk", "reached", "shown"),
    [
        # at risk, reached, gap, rate, is_suppressed
        (43, 21, (45, 20, 45 - 20, 20 / 45, False)),
        (43, 9, (45, None, None, None, True)),
        (43, 0, (45, None, None, None, True)),
        (9, 9, (None, None, None, None, True)),
        (0, 0, (None, None, None, None, True)),
    ],
)
def test_rates_and_gaps_come_from_protected_counts_alone(at_risk, reached, shown):
    (row,) = released("coverage_by_gu_month", [coverage(at_risk, reached)]).to_dict("records")
    names = ("at_risk_count", "reached_count", "coverage_gap_count", "coverage_rate")
    assert tuple(None if pd.isna(row[name]) else row[name] for name in names) == shown[:4]
    assert row["is_suppressed"] == shown[4]
    assert row["household_count"] == 1000


def test_a_rate_never_exceeds_one_nor_a_gap_zero():
    # 12 at risk with noise 0 -> 10; 12 reached with noise +4 (key 255: eight bits) -> 16 -> 15
    (row,) = released(
        "coverage_by_gu_month", [coverage(12, 12, reached_count_key=255)]
    ).to_dict("records")  # fmt: skip
    assert (row["at_risk_count"], row["reached_count"]) == (10, 15)
    assert (row["coverage_rate"], row["coverage_gap_count"]) == (1, 0)


def test_internal_is_what_the_mart_says():
    exact = {**coverage(7, 2), "coverage_gap_count": 5, "coverage_rate": 2 / 7}
    (row,) = released("coverage_by_gu_month", [exact], "internal").to_dict("records")
    assert row == {k: v for k, v in exact.items() if not k.endswith("_key")} | {
        "is_suppressed": False
    }


def test_the_same_records_get_the_same_noise_in_every_table():
    shared = {"gu_code": "26110", "dong_code": "2611051000", "month": pd.Timestamp("2016-01-01")}
    common = [c.name for c in MARTS["coverage_by_dong_month"].counts]
    common = [name for name in common if name in {c.name for c in MARTS[PANEL].counts}]
    for key in (0, 1, 3, 7, 127, 255):  # noise -4, -3, -2, -1, 3, 4
        cell = dict.fromkeys(common, 25) | {f"{name}_key": key for name in common}
        one = released("coverage_by_dong_month", [shared | cell])[common]
        other = released(PANEL, [shared | cell])[common]
        pd.testing.assert_frame_equal(one, other)


# ---- magnitudes -----------------------------------------------------------------------------


def survey(responses, score_sum):
    return {
        "gu_code": "26110", "wave": "pre", "respondent_kind": "resident", "item": "trust",
        "response_count": responses, "response_count_key": NO_NOISE, "score_sum": score_sum,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("responses", "score_sum", "shown_count", "shown_sum"),
    [
        (43, 133.3, 45, 140.0),  # 133.3 / 43 x 45 = 139.5, to the nearest 5 >= 3.1
        (40, 40.0, 40, 40.0),  # mean 1: to the nearest 1
        (400, 1333.0, 400, 1330.0),  # to three digits: 10 > 5
        (40, 0.0, 40, 0.0),
    ],
)
def test_a_sum_follows_its_protected_count_to_about_one_record(
    responses, score_sum, shown_count, shown_sum
):
    (row,) = released("survey_by_gu_wave", [survey(responses, score_sum)]).to_dict("records")
    assert (row["response_count"], row["score_sum"]) == (shown_count, shown_sum)
    assert row["mean_score"] == shown_sum / shown_count


def test_a_sum_is_hidden_with_its_count():
    rows = [survey(9, 30.0), survey(20, 60.0) | {"item": "awareness"}]
    (row,) = released("survey_by_gu_wave", rows).to_dict("records")  # nothing left of the first
    assert (row["item"], row["score_sum"], row["is_suppressed"]) == ("awareness", 60.0, False)


def test_sum_and_count_together_do_not_tell_the_count():
    """Every count that may stand behind a shown count may also stand behind the shown sum."""
    rows = [
        survey(n, total) | {"item": f"{n}/{total}/{key}", "response_count_key": key}
        for n in range(10, 27)
        for total in range(n, 5 * n + 1)
        for key in (0, 1, 3, 7, 15, 31, 63, 127, 255)  # noise -4 ... 4
    ]
    shown = released("survey_by_gu_wave", rows)
    shown["n"] = shown["item"].str.split("/").str[0].astype(int)
    shown = shown[shown["response_count"].between(15, 20)]
    behind_count = shown.groupby("response_count")["n"].nunique()
    behind_both = shown.groupby(["response_count", "score_sum"])["n"].nunique()
    inner = behind_both[
        (shown.groupby(["response_count", "score_sum"])["mean_score"].first().between(1.5, 4.5))
    ]
    assert len(inner) > 10
    assert (inner == behind_count.reindex(inner.index, level=0)).all()


# ---- presence -------------------------------------------------------------------------------


def report(channel, count, **more):
    cell = {"report_count": count, "known_household_count": 0, "followed_up_count": 0}
    cell |= {"newly_found_count": 0, **more}
    keys = {f"{name}_key": NO_NOISE for name in cell}
    return {"gu_code": "26110", "month": pd.Timestamp("2016-01-01"), "report_channel": channel,
            **cell, **keys}  # fmt: skip


def test_a_row_that_shows_nothing_is_left_out_where_rows_stand_for_somebody():
    """One report by a landlord and none by a shop owner look the same."""
    with_one = released("reports_by_gu_month", [report("landlord", 1), report("volunteer", 20)])
    with_none = released("reports_by_gu_month", [report("volunteer", 20)])
    pd.testing.assert_frame_equal(with_one, with_none)
    assert with_one["report_channel"].tolist() == ["volunteer"]
    assert with_one["is_suppressed"].tolist() == [True]  # its other counts are hidden


def test_a_row_that_stands_for_every_place_and_month_stays_hidden():
    (row,) = released("coverage_by_gu_month", [coverage(3, 1)]).to_dict("records")
    assert pd.isna(row["at_risk_count"])
    assert row["is_suppressed"]
    assert disclosure.is_dense(MARTS["case_flow_by_dong_month"])
    assert not disclosure.is_dense(MARTS["reports_by_dong_month"])
    assert not disclosure.is_dense(MARTS["population_by_dong_month"])  # nothing protected


def test_internal_keeps_every_row():
    rows = [report("landlord", 1), report("volunteer", 20)]
    assert len(released("reports_by_gu_month", rows, "internal")) == 2


def test_a_dense_mart_must_have_every_place_and_period():
    rows = pd.DataFrame(
        [coverage(50, 20, gu_code=gu, month=month)
         for gu in ("26110", "26140") for month in pd.to_datetime(["2016-01-01", "2016-02-01"])]
    )  # fmt: skip
    table = MARTS["coverage_by_gu_month"]
    with duckdb.connect() as con:
        con.execute("create schema marts")
        con.register("given", rows)
        con.execute(f"create table marts.{table.name} as select * from given")
        disclosure.check_presence(con, table)
        con.execute(
            f"delete from marts.{table.name} where gu_code = '26140' and month > '2016-01-15'"
        )
        with pytest.raises(DisclosureError, match="3 rows, not one for each of gu_code x month"):
            disclosure.check_presence(con, table)


# ---- what may leave at all ------------------------------------------------------------------


def test_every_published_mart_may_leave_and_the_features_may_not():
    for table in MARTS.values():
        if table.is_published:
            disclosure.check_table(table)
        else:
            with pytest.raises(DisclosureError, match="never published"):
                disclosure.release_query(table, "internal")


def test_a_table_that_the_schema_does_not_hold_is_refused():
    stranger = Table("visits_of_everybody", "", "", "", "", ("month",), columns("month"))
    changed = replace(MARTS["dongs"], columns=MARTS["dongs"].columns[:2])
    for table in (stranger, changed):
        with pytest.raises(DisclosureError, match="not declared"):
            disclosure.check_table(table)


PERSONAL = sorted(
    {name for feed in FEEDS.values() for name in (*feed.grain, *feed.pseudonymised)
     if name.endswith("_id")} - {"organisation_id"}
)  # fmt: skip


@pytest.mark.parametrize("name", [*PERSONAL, "transferred_from_case_id"])
def test_no_column_may_point_at_a_person(name, monkeypatch):
    table = replace(MARTS["dongs"], columns=(*MARTS["dongs"].columns, COLUMNS[name]))
    monkeypatch.setitem(MARTS, "dongs", table)
    with pytest.raises(DisclosureError, match=f"dongs.{name} identifies"):
        disclosure.check_table(table)


@pytest.mark.parametrize(
    ("name", "kept", "message"),
    [
        ("coverage_by_gu_month", {"at_risk_count"}, "coverage_gap_count hangs on at_risk_count"),
        ("survey_by_gu_wave", {"response_count"}, "score_sum hangs on response_count"),
    ],
)
def test_what_hangs_on_a_missing_count_is_refused(name, kept, message, monkeypatch):
    table = MARTS[name]
    table = replace(table, columns=tuple(c for c in table.columns if c.name not in kept))
    monkeypatch.setitem(MARTS, name, table)
    with pytest.raises(DisclosureError, match=message):
        disclosure.check_table(table)


def test_a_sum_without_a_guard_is_refused(monkeypatch):
    table = replace(MARTS["services_by_gu_month"], guard=None)
    monkeypatch.setitem(MARTS, table.name, table)
    with pytest.raises(DisclosureError, match="quantity is a magnitude with nothing to protect"):
        disclosure.check_table(table)


def test_a_count_without_its_key_is_refused():
    table = MARTS["coverage_by_gu_month"]
    have = [entry for entry in table.warehouse_columns if entry[0] != "at_risk_count_key"]
    disclosure.check_columns(table, list(table.warehouse_columns))
    with pytest.raises(DisclosureError, match="lacks at_risk_count_key BIGINT"):
        disclosure.check_columns(table, have)


def test_the_noise_of_a_shown_count_is_as_wide_as_said():
    # 20 to 749: each remainder of 5 equally often
    shown = disclosure.rule_table().query("20 <= pcv < 750")["pvalue"]
    assert np.sqrt((shown**2).mean()) == pytest.approx(disclosure.NOISE_SD, abs=0.01)
