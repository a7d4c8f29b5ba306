"""Sums over months, caseloads, silence, stages, balances, closures, with the answers beside."""

from datetime import date

import pandas as pd
import pytest

from pipelines import read
from pipelines.errors import InputError
from pipelines.settings import CHECKOUT, Settings
from tests.dashboard import beds

MONTHS = (date(2018, 10, 1), date(2018, 11, 1), date(2018, 12, 1))
PERIOD = (MONTHS[0], MONTHS[2])
A, B, C = (beds.dong_code(0, dong) for dong in range(3))
GU = A[:5]


def rows(columns, *values):
    """A table with `gu_code` where a Dong is named."""
    frame = pd.DataFrame(values, columns=columns.split())
    return frame.assign(gu_code=GU) if "dong_code" in frame else frame


REPORTS = rows(
    "dong_code month report_channel report_count known_household_count confirmed_count",
    (A, MONTHS[0], "landlord", 4, 2, 1), (A, MONTHS[1], "landlord", 6, 6, 3),
    (A, MONTHS[2], "landlord", 2, 0, None),
    (B, MONTHS[0], "landlord", 5, 5, 5), (B, MONTHS[0], "shop_owner", 0, 0, 0),
)  # fmt: skip
FLAGS = rows(
    "month is_complete flagged_count contacted_count visited_count journey_linked_count "
    "journey_supported_count nothing_count",
    (MONTHS[0], True, 60, 50, 40, 20, 10, 8), (MONTHS[1], True, 40, 30, 20, 20, None, 2),
    (MONTHS[2], False, 30, None, None, None, None, None),
)  # fmt: skip
FLOW = rows(
    "dong_code month case_track open_start_count opened_count transferred_in_count closed_count "
    "transferred_out_count open_end_count",
    (A, MONTHS[2], "general", 10, 3, 0, 2, 1, 10), (A, MONTHS[2], "intensive", 4, 1, 1, 0, 0, 5),
    (B, MONTHS[2], "general", 7, 1, 0, 1, 0, 8), (B, MONTHS[2], "intensive", 0, 0, 0, 0, 0, 0),
    (C, MONTHS[2], "general", 3, 0, 0, 0, 0, 3), (C, MONTHS[2], "intensive", 0, 0, 0, 0, 0, 0),
)  # fmt: skip
STAFF = rows(
    "dong_code month level role headcount fte",
    (A, MONTHS[2], "dong", "official", 2, 2.0), (A, MONTHS[2], "dong", "case_manager", 2, 1.0),
    (A, MONTHS[2], "dong", "volunteer", 9, 9.0), (B, MONTHS[2], "dong", "official", 0, 0.0),
)  # fmt: skip
CLOSURES = rows(
    "dong_code month case_track closure_reason closure_count",
    (A, MONTHS[2], "general", "resolved", 2), (A, MONTHS[2], "general", "transferred", 1),
)  # fmt: skip


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """Three Dongs of one Gu; 60, 30 and 20 households at risk."""
    data = tmp_path_factory.mktemp("data")
    at_risk = (60, 30, 20)
    open_flags = FLAGS.assign(visited_count=[40, None, None], is_suppressed=True)
    beds.publish(
        data,
        lambda gu, dong, month: (900, at_risk[dong], 10),
        gu_count=1,
        dong_count=3,
        months=MONTHS,
        tables={
            "reports_by_dong_month": REPORTS, "flags_by_city_month": FLAGS,
            "case_flow_by_dong_month": FLOW, "staff_by_dong_month": STAFF,
            "closures_by_dong_month": CLOSURES,
        },
        open_tables={
            "flags_by_city_month": open_flags,
            "case_flow_by_dong_month": FLOW.assign(
                open_end_count=[10, None, 8, 0, 3, 0], is_suppressed=True
            ),
        },
    )  # fmt: skip
    return Settings(data=data, reference=CHECKOUT / "data" / "reference")


def sums(settings, release="internal", months=PERIOD):
    found = read.period_sums(
        "reports_by_dong_month", deployment=beds.DEPLOYMENT, months=months, release=release,
        settings=settings,
    )  # fmt: skip
    return found.set_index(["dong_code", "report_channel"])


def test_months_are_added_and_rates_worked_out_of_the_sums(settings):
    two = sums(settings, months=(MONTHS[0], MONTHS[1])).loc[(A, "landlord")]
    assert (two["report_count"], two["confirmed_count"], two["month_count"]) == (10, 4, 2)
    assert two["confirmed_rate"] == 4 / 8  # not the mean of 1/2 and 3/6
    assert two["gu_code"] == GU
    assert not two["is_suppressed"]


def test_a_month_that_is_not_known_leaves_its_sum_out_and_the_others_in(settings):
    year = sums(settings).loc[(A, "landlord")]
    assert year["report_count"] == 12
    assert pd.isna(year["confirmed_count"])
    assert pd.isna(year["confirmed_rate"])


def test_a_month_without_a_row_is_none_in_internal_and_hidden_in_open(settings):
    assert sums(settings).loc[(B, "landlord"), "report_count"] == 5
    hidden = sums(settings, release="open").loc[(B, "landlord")]
    assert pd.isna(hidden["report_count"])
    assert hidden["is_suppressed"]


def test_a_rate_of_nothing_is_missing(settings):
    assert pd.isna(sums(settings).loc[(B, "shop_owner"), "confirmed_rate"])


def test_a_table_without_months_has_no_sums(settings):
    with pytest.raises(InputError, match="nothing to sum"):
        read.period_sums("gus", deployment=beds.DEPLOYMENT, months=PERIOD, settings=settings)


def test_caseload_counts_officials_and_case_managers_alone(settings):
    found = read.caseload(
        "dong", deployment=beds.DEPLOYMENT, month=MONTHS[2], settings=settings
    ).set_index("dong_code")
    assert found.loc[A, ["open_end_count", "fte", "cases_per_fte"]].tolist() == [15, 3, 5]
    # nobody at work, and no record of staff, are two things; neither has a caseload
    assert found.loc[B, "fte"] == 0
    assert pd.isna(found.loc[C, "fte"])
    assert found.loc[[B, C], "cases_per_fte"].isna().all()


def test_caseload_is_hidden_with_either_track(settings):
    found = read.caseload(
        "dong", deployment=beds.DEPLOYMENT, release="open", month=MONTHS[2], settings=settings
    ).set_index("dong_code")
    assert pd.isna(found.loc[A, "open_end_count"])
    assert found["is_suppressed"].tolist() == [True, False, False]


def test_silence_is_much_need_without_a_report(settings):
    found = read.silent_channels(
        deployment=beds.DEPLOYMENT, months=(MONTHS[0], MONTHS[1]), settings=settings
    )
    # at risk 60, 30, 20: the median is 30, so from 45 on; the landlords of A did report
    assert set(found["dong_code"]) == {A}
    assert len(found) == 9
    assert "landlord" not in set(found["report_channel"])
    assert set(found["median_at_risk"]) == {30}


def test_nobody_is_called_silent_in_the_open_release(settings):
    found = read.silent_channels(
        deployment=beds.DEPLOYMENT, months=PERIOD, release="open", settings=settings
    )
    assert found.empty


def stages(settings, months, release="internal"):
    return read.journey_stages(
        deployment=beds.DEPLOYMENT, months=months, release=release, settings=settings
    )


def test_stages_have_the_share_of_the_flagged_and_of_the_stage_before(settings):
    found = stages(settings, MONTHS[0])
    assert found["stage"].tolist() == list(read.STAGES)
    assert found["household_count"].tolist() == [60, 50, 40, 20, 10]
    assert found["share_of_flagged"].tolist() == [1, 50 / 60, 40 / 60, 20 / 60, 10 / 60]
    assert found["share_of_previous"].tolist()[1:] == [50 / 60, 40 / 50, 20 / 40, 10 / 20]


def test_a_stage_that_is_not_over_has_no_number(settings):
    found = stages(settings, (MONTHS[0], MONTHS[1]))
    assert found["household_count"].tolist()[:4] == [100, 80, 60, 40]
    assert pd.isna(found["household_count"].iloc[4])


def test_the_stage_after_a_hidden_one_keeps_its_share_of_the_flagged_alone(settings):
    found = stages(settings, (MONTHS[0], MONTHS[1]), "open")
    assert pd.isna(found["household_count"].iloc[2])
    assert found["share_of_flagged"].iloc[3] == 40 / 100
    assert pd.isna(found["share_of_previous"].iloc[3])


def test_a_balance_says_whether_it_closes(settings):
    found = read.case_balance(
        deployment=beds.DEPLOYMENT, month=MONTHS[2], dong=A, settings=settings
    ).set_index("case_track")
    assert found["expected_end_count"].to_dict() == {"general": 10, "intensive": 6}
    assert found["is_balanced"].to_dict() == {"general": True, "intensive": False}


def test_a_protected_balance_is_not_verified(settings):
    found = read.case_balance(
        deployment=beds.DEPLOYMENT, month=MONTHS[2], dong=A, release="open", settings=settings
    )
    assert found[["expected_end_count", "is_balanced"]].isna().all(axis=None)


def test_shares_of_closures_are_of_all_that_the_case_flow_ended(settings):
    found = read.closure_shares(
        deployment=beds.DEPLOYMENT, months=MONTHS[2], dong=A, settings=settings
    )
    assert found["closure_share"].tolist() == [2 / 3, 1 / 3]


def test_the_national_figures_stand_in_the_ledger_with_their_source():
    ledger = read.claims()
    assert ledger.loc["national_flagged", "value"] == 4_470_000
    assert ledger.loc["national_nothing_share", "value"] == 0.58
    assert ledger.loc["national_repeat_share", "value"] == 0.6
    assert ledger.loc["national_repeat_share", "source"]


def test_a_board_puts_flags_queues_and_workers_side_by_side(settings):
    city = read.never_twice(
        "city", deployment=beds.DEPLOYMENT, month=MONTHS[2], cohorts=MONTHS[0], settings=settings
    ).loc["city"]
    assert (city["flagged_count"], city["nothing_count"]) == (60, 8)
    dongs = read.never_twice(
        "dong", deployment=beds.DEPLOYMENT, month=MONTHS[2], cohorts=MONTHS[0], settings=settings
    )
    assert dongs.loc[A, "cases_per_fte"] == 5
    assert dongs["has_row"].all()
