"""Need against supply, the ledger, organisations and the page, with the answer beside them."""

from datetime import date

import pandas as pd
import pytest

from dashboard import data as published
from dashboard import filters, points
from dashboard.period import up_to
from dashboard.resources import headline, ledger, money, organisations, pictures, rows, table, taken
from dashboard.takeaway import files
from pipelines.schema import VOCABULARIES
from tests.dashboard import beds

OCTOBER, NOVEMBER, DECEMBER = beds.MONTHS
CITY = {"month": DECEMBER}


def selection(*, language="en", release="internal", gu=None, dong=None, month=DECEMBER):
    scope = filters.Scope(beds.DEPLOYMENT, release, language, (release,), published.deployments())
    return filters.Selection(scope, month, gu, dong)


def resources(months=(DECEMBER, DECEMBER), **more):
    return rows.load(selection(**more), published.build(beds.DEPLOYMENT), months)


def served(counts, months=(DECEMBER,)):
    """Households served by Dong, Gu and city; None is hidden."""
    dongs = pd.DataFrame(
        [
            {"dong_code": beds.dong_code(0, dong), "gu_code": "26110", "month": month,
             "served_household_count": count, "is_suppressed": count is None}
            for month in months
            for dong, count in enumerate(counts)
        ]
    ).astype({"served_household_count": "Int64"})  # fmt: skip
    count = {"served_household_count": ("served_household_count", "sum")}
    gus = dongs.groupby(["gu_code", "month"], as_index=False).agg(**count)
    city = dongs.groupby("month", as_index=False).agg(**count)
    return {
        "served_by_dong_month": dongs,
        "served_by_gu_month": gus,
        "served_by_city_month": city,
    }


def contributions(*entries):
    """Contributions of the city in December: (kind, unit, quantity, value, is_counted)."""
    lines = [
        {"contribution_kind": kind, "donor_kind": "company", "unit": unit, "month": DECEMBER,
         "is_counted": is_counted, "contribution_count": 1, "quantity": quantity,
         "value_krw": value}
        for kind, unit, quantity, value, is_counted in entries
    ]  # fmt: skip
    columns = ["contribution_kind", "donor_kind", "unit", "month", "is_counted",
               "contribution_count", "quantity", "value_krw"]  # fmt: skip
    return {"contributions_by_city_month": pd.DataFrame(lines, columns=columns)}


def services(*entries):
    """Services of the city in December: (kind, unit, funding, count, quantity)."""
    lines = [
        {"service_kind": kind, "unit": unit, "funding": funding, "month": DECEMBER,
         "service_count": count, "served_household_count": count, "quantity": quantity}
        for kind, unit, funding, count, quantity in entries
    ]  # fmt: skip
    return {"services_by_city_month": pd.DataFrame(lines)}


def four(gu, dong, month):
    """At risk 100, 100, 100 and nobody."""
    return (900, 0, 0) if dong == 3 else (900, 100, 10)


def publish_four(data, counts=(10, 0, None, 0), **more):
    tables = {**served(counts), **more.pop("tables", {})}
    beds.publish(data, four, gu_count=1, dong_count=4, months=(DECEMBER,), tables=tables, **more)


RICE = contributions(("rice", "kg", 100, 250_000, True), ("rice", "kg", 20, 50_000, False))
FOOD = services(
    ("food", "kg", "national", 3, 30), ("food", "kg", "city", 2, 12),
    ("food", "kg", "private", 1, 10), ("counselling", "time", "unknown", 4, 4),
)  # fmt: skip
BUDGET = pd.DataFrame(
    [
        {"fiscal_year": 2018, "level": "gu", "line": "programme", "amount_krw": 900},
        {"fiscal_year": 2018, "level": "dong", "line": "programme", "amount_krw": 100},
        {"fiscal_year": 2018, "level": "dong", "line": "private", "amount_krw": 70},
    ]
)
BODIES = pd.DataFrame(
    [
        {"organisation_id": "a", "organisation_name": "<b>가온</b>", "gu_code": "26110",
         "organisation_kind": "shared_refrigerator", "dong_code": beds.dong_code(0, 0),
         "longitude": 129.005, "latitude": 35.005},
        {"organisation_id": "b", "organisation_name": "No place", "gu_code": "26110",
         "organisation_kind": "shared_refrigerator", "dong_code": None,
         "longitude": None, "latitude": None},
        {"organisation_id": "c", "organisation_name": "Clinic", "gu_code": "26110",
         "organisation_kind": "hospital", "dong_code": beds.dong_code(0, 1),
         "longitude": 129.015, "latitude": 35.005},
    ]
)  # fmt: skip
REACH = pd.DataFrame(
    [{"organisation_id": "a", "fiscal_year": 2018, "service_count": 30,
      "served_household_count": 25, "reached_dong_count": 4}]
)  # fmt: skip
PLACED = {"organisations": BODIES, "organisation_reach_by_year": REACH}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Four Dongs with money, services and organisations; nobody writes into it."""
    folder = tmp_path_factory.mktemp("four")
    publish_four(folder, tables={**RICE, **FOOD, **PLACED, "budget_by_city_year": BUDGET})
    return folder


@pytest.fixture
def four_dongs(data, folder, monkeypatch):
    """That city in use."""
    monkeypatch.setenv("DABOKDONG_DATA", str(folder))


@pytest.mark.parametrize(
    ("length", "month", "first"),
    [
        ("month", date(2018, 3, 1), date(2018, 3, 1)),
        ("fiscal", date(2018, 3, 1), date(2018, 1, 1)),
        ("year", date(2018, 3, 1), date(2017, 4, 1)),
        ("year", date(2018, 12, 1), date(2018, 1, 1)),
        ("year", date(2017, 3, 1), date(2017, 2, 1)),  # nothing is published before
    ],
)
def test_a_period_ends_with_the_month_and_begins_no_earlier_than_the_data(length, month, first):
    known = [date(2017, n, 1) for n in range(2, 13)] + [date(2018, n, 1) for n in range(1, 13)]
    assert up_to(month, length, known).months == (first, month)


def test_need_without_supply_is_named_and_a_hidden_dong_is_not_called_empty(four_dongs):
    found = resources()
    assert list(rows.without_supply(found)["name"]) == ["Garam 2-dong"]
    assert found.dongs.rows["state"].to_dict() == {
        beds.dong_code(0, 1): "value",  # nobody served: a real zero
        beds.dong_code(0, 0): "value",
        beds.dong_code(0, 2): "suppressed",
        beds.dong_code(0, 3): "undefined",
    }
    sentence = headline.headline(found, ledger.load(found))
    assert "no service reached any in Garam 2-dong." in sentence
    assert sentence.endswith("1 Dong whose value is suppressed is not counted as empty.")
    assert "Garam 4-dong" not in sentence  # without need there is nothing to lack


def test_zero_hidden_and_undefined_look_different_on_the_map(four_dongs):
    fills = taken.map_view(resources()).fills
    assert len(set(fills.values())) == 4


def test_over_months_need_and_supply_are_means_of_the_months(data):
    beds.publish(
        data, four, gu_count=1, dong_count=4, months=(NOVEMBER, DECEMBER),
        tables=served((10, 20, 30, 0), (NOVEMBER, DECEMBER)),
    )  # fmt: skip
    first = resources((NOVEMBER, DECEMBER)).dongs.rows.loc[beds.dong_code(0, 0)]
    assert (first["at_risk"], first["served"], first["value"]) == (100, 10, 10.0)
    assert resources((NOVEMBER, DECEMBER)).period_name == "November to December 2018"
    city = resources((NOVEMBER, DECEMBER)).place
    assert (city["at_risk"], city["served"], city[rows.RATIO]) == (300, 60, 20.0)


def test_the_ledger_sets_in_and_out_of_a_kind_side_by_side_in_their_own_units(four_dongs):
    lines = ledger.table(ledger.load(resources())).set_index("service")
    rice = lines.loc["Food and meals"]
    assert (rice["kind"], rice["unit_in"], rice["unit_out"]) == ("Rice", "kg", "kg")
    assert (rice["quantity_in"], rice["value_in"]) == (100, 250_000)
    assert (rice["quantity_uncounted"], rice["value_uncounted"]) == (20, 50_000)
    assert (rice["quantity_public"], rice["quantity_private"]) == (30 + 12, 10)
    assert rice["service_count"] == 3 + 2 + 1
    # what has no counterpart among the things that came in stands alone
    alone = lines.loc["Counselling"]
    assert (alone["kind"], alone["quantity_unknown"]) == ("–", 4)
    assert pd.isna(alone["value_in"])


def test_what_is_uncounted_is_told_and_never_added(four_dongs):
    book = ledger.load(resources())
    assert ledger.income_texts(book) == {"counted": "KRW 250,000", "uncounted": "KRW 50,000"}
    sentence = headline.headline(resources(), book)
    assert "worth KRW 250,000 came in" in sentence
    assert "worth another KRW 50,000" in sentence
    bars = pictures.income(book).data[:2]  # the third holds the texts
    assert [trace.name for trace in bars] == [
        "Contributions (official count, in figures)", "Informal help (not counted)",
    ]  # fmt: skip
    assert [list(trace.x) for trace in bars] == [[250_000], [50_000]]


def test_the_open_release_adds_no_contributions_up(four_dongs):
    found = resources(release="open")
    book = ledger.load(found)
    assert ledger.income_texts(book) == {"counted": "Suppressed", "uncounted": "Suppressed"}
    assert "are not added up in the open release" in headline.headline(found, book)
    assert table.visible(found)[["value_in", "value_uncounted"]].isna().all(axis=None)
    assert "income" not in pictures.all_of(found, book, money.load(found))


def test_money_of_a_year_keeps_public_and_private_apart(four_dongs):
    given = money.load(resources())
    told = given.rows.set_index("series")[["side", "value"]]
    assert {name: tuple(row) for name, row in told.iterrows()} == {
        "programme": ("public", 900 + 100),
        "private": ("private", 70),
        "counted": ("private", 250_000),
        "uncounted": ("private", 50_000),
    }
    assert list(money.by_level(resources())["level"]) == ["Gu", "Dong", "Dong"]


def test_organisations_stand_on_the_map_with_their_kind_and_reach(four_dongs):
    shown = organisations.load(resources(), organisations.ALL)
    drawn = organisations.on_map(shown)
    assert [(mark.shape, mark.label, mark.count) for mark in drawn.marks] == [
        ("star", "Shared refrigerator", "1 site"), ("plus", "Hospital or clinic", "1 site"),
    ]  # fmt: skip
    assert drawn.spots[0].lines == (
        "<b>가온</b>", "Shared refrigerator · Garam-gu Garam 1-dong",
        "2018: 25 households served in 4 Dongs",
    )  # fmt: skip
    # without coordinates it is in the table alone, which says so; without services it has none
    told = organisations.table(shown).set_index("organisation_name")
    assert told.loc["No place", "note"] == "No location given"
    assert told.loc["No place", "dong_name"] == "–"
    assert told.loc["Clinic", "served_household_count"] == 0
    assert len(organisations.load(resources(), "hospital").rows) == 1


def test_a_hidden_reach_is_not_zero(four_dongs):
    shown = organisations.load(resources(release="open"), "hospital")
    assert organisations.table(shown)["note"].tolist() == ["Suppressed"]
    assert "suppressed" in organisations.on_map(shown).spots[0].lines[-1]


def test_each_kind_has_its_own_mark():
    assert set(organisations.MARKS) == set(VOCABULARIES["organisation_kind"].codes)
    shapes = [shape for shape, _ in organisations.MARKS.values()]
    assert len(set(shapes)) == len(shapes)


def test_a_name_cannot_leave_its_script():
    spot = points.Spot(129.0, 35.0, 0, None, ("</script><script>alert(1)",))
    shown = points.shown(points.Points((points.Mark("star", "#000", "x", "1"),), (spot,)))
    assert "</script>" not in next(iter(shown._children.values())).points_json


def text_of(app):
    """Everything the page says in words."""
    parts = [*app.header, *app.subheader, *app.markdown, *app.caption, *app.info, *app.warning]
    return "\n".join([*(part.value for part in parts), *(metric.value for metric in app.metric)])


def opens(app):
    """The page's words; it raised nothing, and shows no sign of a missing number."""
    assert not app.exception
    assert not app.error
    said = text_of(app)
    assert not {"nan", "NaN", "None", "<NA>"} & set(said.replace("(", " ").split())
    return said


def test_the_page_opens_in_full_and_keeps_its_view_in_the_address(data, page):
    beds.publish(data, tables=PLACED)
    app = page("resources", lang="en", period="fiscal", kind="hospital", gu="26110")
    assert "Did what came in reach" in opens(app)
    assert app.query_params["period"] in ("fiscal", ["fiscal"])
    assert app.query_params["kind"] in ("hospital", ["hospital"])
    assert "Clinic" in app.dataframe[2].value.to_string()
    assert len(app.dataframe) == 4  # ledger, budget, organisations, Dongs


def test_one_dong_without_money_or_organisations(data, page):
    beds.publish(
        data, gu_count=1, dong_count=1,
        tables={**contributions(), "budget_by_city_year": pd.DataFrame()},
    )  # fmt: skip
    said = opens(page("resources", lang="en"))
    assert "No private resources were recorded" in said
    assert "There are no budgets or contributions on record" in said


def test_a_city_without_rows(data, page):
    empty = {
        f"{subject}_by_{place}_month": pd.DataFrame()
        for subject in ("served", "services", "contributions")
        for place in ("dong", "gu", "city")
    }
    beds.publish(data, covered_months=(OCTOBER,), tables=empty)
    said = opens(page("resources", period="month"))
    assert "자료가 없습니다" in said


def test_everything_hidden(data, page):
    def hidden(gu, dong, month):
        return 900, None, None

    nothing = served((None,) * 12)
    beds.publish(data, hidden, gu_count=1, months=(DECEMBER,), tables=nothing, open_tables=nothing)
    said = opens(page("resources", lang="en", release="open"))
    assert "The number of households served is suppressed." in said
    assert "12 Dongs whose values are suppressed are not counted as empty." in said


def test_what_is_shown_can_be_taken_away(four_dongs):
    found = resources()
    book = ledger.load(found)
    bodies = organisations.load(found, organisations.ALL)
    drawn = pictures.all_of(found, book, money.load(found))
    shown = taken.tables(found, book, bodies)
    marks = organisations.on_map(bodies)
    figures = rows.figures(found, ledger.income_texts(ledger.load(found)))
    view = taken.map_view(found)
    package = taken.package(found, shown, view, marks, drawn, "answer", figures)
    assert package.maps[0].points == marks
    assert [sheet.name for sheet in package.sheets] == [
        "dongs", "ledger", "budget", "organisations",
    ]  # fmt: skip
    assert {chart.name for chart in package.charts} == set(drawn)
    for sheet in package.sheets:
        assert set(sheet.labels) == set(sheet.frame.columns), sheet.name
        assert files.csv(package, sheet)


def test_the_fewest_are_the_fewest_of_those_shown_where_one_is_hidden(data):
    publish_four(data, (10, 20, None, 0))
    sentence = headline.headline(resources(), ledger.load(resources()))
    assert "Among the 2 Dongs whose values are shown, the fewest are in Garam 1-dong" in sentence
