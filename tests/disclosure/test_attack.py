"""The attacker: everything in the open release, the rule itself, and linear programming.

He knows that a Gu is the sum of its Dongs, the city that of its Gu, all reports that of the
channels, at every place; that cases at the end are those at the start, plus opened, less closed,
and start where the month before ended; and that the reached are among those at risk. He knows the
rule table, hence which counts may stand behind each published value. What he cannot know are the
record keys. For every hidden cell he asks for the least and the greatest count that all of this
allows.
"""

from datetime import date

import duckdb
import numpy as np
import pandas as pd
import pytest
from cell_key_perturbation.utils.generate_test_ptable import generate_ptable_10_5_rule
from scipy.optimize import linprog
from scipy.sparse import lil_array

from pipelines import disclosure
from pipelines.schema import MARTS

GUS = {"26110": ("2611051000", "2611052000"), "26140": ("2614051000", "2614052000", "2614053000")}
CITY = "26"
MONTHS = [date(2016, month, 1) for month in range(1, 7)]
CHANNELS = ["postal_carrier", "landlord", "volunteer"]
STOCKS = ["open_start_count", "opened_count", "closed_count", "open_end_count"]


def draw_records(rng):
    """Microdata: measure, dong, month, category, key; a row for each person or event counted."""
    rows = []
    for dong in (dong for dongs in GUS.values() for dong in dongs):
        level = rng.uniform(10, 40)
        at_risk = list(rng.integers(0, 256, rng.poisson(level)))
        cases = list(rng.integers(0, 256, rng.poisson(level)))
        for month in MONTHS:
            keep = rng.random(len(at_risk)) < 0.8
            at_risk = [key for key, kept in zip(at_risk, keep, strict=True) if kept]
            at_risk += list(rng.integers(0, 256, rng.poisson(0.2 * level)))
            rows += [("at_risk_count", dong, month, "", key) for key in at_risk]
            reached = [key for key in at_risk if rng.random() < 0.5]
            rows += [("reached_count", dong, month, "", key) for key in reached]
            for channel in CHANNELS:
                keys = rng.integers(0, 256, rng.poisson(level / 3))
                rows += [("report_count", dong, month, channel, key) for key in keys]
            opened = list(rng.integers(0, 256, rng.poisson(level / 3)))
            ends = rng.random(len(cases)) < 0.3
            closed = [key for key, end in zip(cases, ends, strict=True) if end]
            rows += [("open_start_count", dong, month, "general", key) for key in cases]
            rows += [("opened_count", dong, month, "general", key) for key in opened]
            rows += [("closed_count", dong, month, "general", key) for key in closed]
            cases = [key for key, end in zip(cases, ends, strict=True) if not end] + opened
            rows += [("open_end_count", dong, month, "general", key) for key in cases]
    return pd.DataFrame(rows, columns=["measure", "dong", "month", "category", "key"])


def draw_marts(records):
    """The marts of the microdata with keys; complete where the grain is place and month."""
    records = records.assign(gu=records["dong"].str[:5], city=CITY)
    marts = {}
    for place, column in (("dong", "dong_code"), ("gu", "gu_code"), ("city", None)):
        codes = records[place].unique()
        grid = pd.MultiIndex.from_product([codes, MONTHS], names=[place, "month"])
        for mart, measures in (
            ("coverage", ["at_risk_count", "reached_count"]), ("activity", ["report_count"]),
        ):  # fmt: skip
            found = tally(records, measures, [place, "month"], grid)
            marts[f"{mart}_by_{place}_month"] = (found, column)
        by = [place, "month", "category"]
        reports = tally(records, ["report_count"], by)
        reports = reports.rename(columns={"category": "report_channel"})
        marts[f"reports_by_{place}_month"] = (reports, column)
        grid = pd.MultiIndex.from_product([codes, MONTHS, ["general"]], names=by)
        flow = tally(records, STOCKS, by, grid).rename(columns={"category": "case_track"})
        marts[f"case_flow_by_{place}_month"] = (flow, column)
    return {
        name: frame.rename(columns={name.split("_by_")[1].split("_")[0]: column}) if column
        else frame.drop(columns="city")
        for name, (frame, column) in marts.items()
    }  # fmt: skip


def tally(records, measures, by, grid=None):
    """Counts and key sums of the measures by the given columns."""
    parts = []
    for measure in measures:
        groups = records[records["measure"] == measure].groupby(by)["key"]
        part = groups.agg(**{measure: "count", f"{measure}_key": "sum"})
        parts.append(part if grid is None else part.reindex(grid, fill_value=0))
    return pd.concat(parts, axis=1).fillna(0).astype("int64").reset_index()


def publish_open(marts):
    """What the gate lets through, by mart."""
    with duckdb.connect() as con:
        con.execute("create schema marts")
        for table in MARTS.values():
            columns = ", ".join(f"{name} {kind}" for name, kind in table.warehouse_columns)
            con.execute(f"create table marts.{table.name} ({columns})")
        for name, frame in marts.items():
            con.register("given", frame)
            con.execute(f"insert into marts.{name} by name select * from given")
        disclosure.add_rule(con)
        return {
            name: con.execute(disclosure.release_query(MARTS[name], "open")).df() for name in marts
        }


def cells_of(frames):
    """The counts of all tables as one series by (measure, place, month, category)."""
    cells = {}
    for name, frame in frames.items():
        place = {"dong": "dong_code", "gu": "gu_code", "city": None}[
            name.split("_by_")[1].split("_")[0]
        ]
        category = next((c for c in ("report_channel", "case_track") if c in frame), None)
        for row in frame.to_dict("records"):
            where = row[place] if place else CITY
            when = pd.Timestamp(row["month"]).date()
            for measure in (c.name for c in MARTS[name].counts if c.name in row):
                cells[(measure, where, when, row[category] if category else "")] = row[measure]
    return cells


def possible_counts(rule):
    """By published value (None: hidden) the least and greatest count that some key brings there."""
    seen = {None: (0, 0)}
    for pcv, values in rule.groupby("pcv")["pvalue"]:
        for value in set(values + pcv):
            shown = int(value) if value >= 10 else None
            low, high = seen.get(shown, (pcv, pcv))
            seen[shown] = (min(low, pcv), max(high, pcv))
    return seen


def identities():
    """What must add up: lists of (coefficient, cell) that sum to zero."""
    places = {**GUS, CITY: tuple(GUS)}
    every = [dong for dongs in GUS.values() for dong in dongs] + [*GUS, CITY]
    for when in MONTHS:
        for measure, categories in (
            ("at_risk_count", [""]), ("reached_count", [""]), ("report_count", ["", *CHANNELS]),
            *((stock, ["general"]) for stock in STOCKS),
        ):  # fmt: skip
            for whole, parts in places.items():
                for category in categories:
                    yield [(-1, (measure, whole, when, category))] + [
                        (1, (measure, part, when, category)) for part in parts
                    ]
        for where in every:
            at_risk, reached, gap = (
                (measure, where, when, "") for measure in ("at_risk_count", "reached_count", "gap")
            )
            yield [(-1, at_risk), (1, reached), (1, gap)]
            yield [(-1, ("report_count", where, when, ""))] + [
                (1, ("report_count", where, when, channel)) for channel in CHANNELS
            ]
            start, opened, closed, end = ((stock, where, when, "general") for stock in STOCKS)
            yield [(1, start), (1, opened), (-1, closed), (-1, end)]
            if when != MONTHS[-1]:
                after = MONTHS[MONTHS.index(when) + 1]
                yield [(1, end), (-1, ("open_start_count", where, after, "general"))]


def attack(shown, rule):
    """(least, greatest) count of every hidden cell, by linear programming over all that adds up."""
    behind = possible_counts(rule)
    sums = list(identities())
    cells = sorted({cell for terms in sums for _, cell in terms})
    position = {cell: i for i, cell in enumerate(cells)}
    ranges = []
    for cell in cells:
        value = shown.get(cell)
        value = None if value is None or pd.isna(value) else int(value)
        ranges.append((0, None) if cell[0] == "gap" else behind[value])
    matrix = lil_array((len(sums), len(cells)))
    for row, terms in enumerate(sums):
        for coefficient, cell in terms:
            matrix[row, position[cell]] = coefficient
    matrix = matrix.tocsr()
    found = {}
    for cell in cells:
        if cell[0] == "gap" or not (shown.get(cell) is None or pd.isna(shown[cell])):
            continue
        aim = np.zeros(len(cells))
        aim[position[cell]] = 1
        least, greatest = (
            linprog(
                sign * aim, A_eq=matrix, b_eq=np.zeros(len(sums)), bounds=ranges, method="highs"
            ).fun
            for sign in (1, -1)
        )
        found[cell] = (int(np.ceil(least - 1e-6)), int(np.floor(-greatest + 1e-6)))
    return found


def recovered(truth, found):
    """Hidden cells with somebody in them whose count the attacker knows for certain."""
    return [cell for cell, (low, high) in found.items() if low == high and truth.get(cell, 0) > 0]


def guessed_by_difference(shown):
    """What a whole leaves for its only hidden part, by hidden cell: whole less other parts."""
    guesses = {}
    for terms in identities():
        if terms[0][0] != -1 or any(sign == -1 for sign, _ in terms[1:]):
            continue
        values = {cell: shown.get(cell) for _, cell in terms}
        hidden = [cell for cell, value in values.items() if value is None or pd.isna(value)]
        whole, *parts = values
        if len(hidden) == 1 and hidden[0] != whole and "gap" not in {cell[0] for cell in parts}:
            others = sum(values[cell] for cell in parts if cell != hidden[0])
            guesses[hidden[0]] = int(np.clip(values[whole] - others, 0, 9))
    return guesses


@pytest.fixture(scope="module")
def marts():
    return draw_marts(draw_records(np.random.default_rng(0)))


def test_the_plain_10_5_table_gives_hidden_counts_away(marts, monkeypatch):
    """Why the key's noise comes first: rounding alone is undone by differences."""
    plain = generate_ptable_10_5_rule()
    monkeypatch.setattr(disclosure, "rule_table", lambda: plain)
    truth = cells_of(marts)
    found = attack(cells_of(publish_open(marts)), plain)
    assert all(low <= truth.get(cell, 0) <= high for cell, (low, high) in found.items())
    assert recovered(truth, found)


def test_no_hidden_count_comes_back(marts):
    truth = cells_of(marts)
    found = attack(cells_of(publish_open(marts)), disclosure.rule_table())
    # the attacker is right in all he says, and what he says of a small count is several counts
    assert all(low <= truth.get(cell, 0) <= high for cell, (low, high) in found.items())
    small = [cell for cell in found if 1 <= truth.get(cell, 0) <= 9]
    assert len(small) > 100
    assert recovered(truth, found) == []
    assert min(found[cell][1] - found[cell][0] + 1 for cell in small) >= 4


@pytest.mark.slow
def test_a_guess_by_difference_is_a_guess():
    """Over six cities: right about as often as always naming the commonest hidden count."""
    right = asked = 0
    commonest = np.zeros(15)
    for seed in range(6):
        drawn = draw_marts(draw_records(np.random.default_rng(seed)))
        truth = cells_of(drawn)
        for cell, guess in guessed_by_difference(cells_of(publish_open(drawn))).items():
            asked += 1
            right += guess == truth.get(cell, 0)
            commonest[truth.get(cell, 0)] += 1
    assert asked > 100
    assert right / asked < commonest.max() / asked + 0.08


def test_what_is_worked_out_from_counts_says_no_more_than_they_do(marts):
    """Rate x denominator, gap + reached: both are what the published counts give."""
    for name in ("coverage_by_dong_month", "coverage_by_gu_month", "coverage_by_city_month"):
        frame = publish_open(marts)[name]
        reached, at_risk = frame["reached_count"], frame["at_risk_count"]
        either = reached.isna() | at_risk.isna()
        assert (frame["coverage_rate"].isna() == either).all()
        assert (frame["coverage_gap_count"].isna() == either).all()
        np.testing.assert_allclose(
            frame["coverage_rate"][~either], (reached / at_risk).clip(upper=1)[~either]
        )
        assert (frame["coverage_gap_count"] == (at_risk - reached).clip(lower=0))[~either].all()
