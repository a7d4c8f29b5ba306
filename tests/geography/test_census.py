from datetime import date

import pytest

from pipelines.errors import GeographyError
from pipelines.geography import census_households, gu_recipients

BUSAN = ["26"]


def test_households_of_2015_on_the_frame_equal_the_published_table(facts):
    table = census_households(["26", "27260"], date(2017, 6, 30)).set_index("dong_code")
    assert len(table) == 205 + 23
    rows = facts.set_index("code10").dropna(subset=["gen_households_2015census"])
    assert len(rows) == 202 + 23  # 우1동, 우2동, 우3동 were cut anew in 2016
    ours = table.loc[rows.index]
    assert ours["household_count"].tolist() == rows["gen_households_2015census"].tolist()
    assert ours["one_person_count"].tolist() == rows["one_person_hh_2015census"].tolist()


def test_the_frame_change_loses_no_household():
    before = census_households(BUSAN).drop(columns="dong_code")
    after = census_households(BUSAN, date(2017, 6, 30)).drop(columns="dong_code")
    assert (before.sum() == after.sum()).all()
    assert before["household_count"].sum() == 1_335_900


def test_2020_is_counted_once_though_its_rows_stand_twice():
    table = census_households(BUSAN, year=2020)
    assert len(table) == 205
    assert table["household_count"].sum() == 1_405_037
    dwellings = [c for c in table.columns if c.endswith(("house_count", "apartment_count"))]
    assert (table[dwellings].sum(axis=1) <= table["household_count"]).all()


def test_only_census_years():
    with pytest.raises(GeographyError, match="2015 or 2020"):
        census_households(BUSAN, year=2017)


def test_recipients_by_gu():
    table = gu_recipients(["26", "27260"])
    assert len(table) == (16 + 1) * 3
    row = table.set_index(["gu_code", "year"]).loc[("26110", 2015)]  # Jung-gu
    assert row["basic_living_recipient_count"] == 1565 + 1243
    assert row["basic_pension_recipient_count"] == 2562 + 3996
    women, men = 17 + 43 + 352 + 488 + 176, 41 + 119 + 687 + 447 + 100
    assert row["registered_disabled_count"] == women + men
    first = table[table["year"] == 2010]
    assert first["basic_pension_recipient_count"].isna().all()
    assert first["registered_disabled_count"].isna().all()
