"""The policy numbers in force."""

from datetime import date

import pytest

from pipelines import read, settings
from pipelines.errors import InputError
from tests.dashboard import beds


@pytest.fixture
def published(tmp_path, monkeypatch):
    """A publication of October to December 2018."""
    monkeypatch.setenv("DABOKDONG_DATA", str(tmp_path))
    beds.publish(tmp_path, gu_count=1, dong_count=1)
    return settings.load()


def test_one_value_of_each_parameter_is_in_force_with_its_date_and_source(published):
    policy = read.policy(beds.DEPLOYMENT, settings=published)
    assert policy["parameter"].is_unique
    assert policy["parameter"].is_monotonic_increasing
    assert (policy["valid_from"] <= date(2018, 12, 1)).all()
    assert (policy["valid_to"] >= date(2018, 12, 1)).all()
    rate = policy.set_index("parameter").loc["krw_per_usd"]
    assert (rate["value"], rate["valid_from"]) == (1100.30, date(2018, 1, 1))
    assert rate["source"].startswith("Bank of Korea")


def test_an_unknown_month_is_refused(published):
    with pytest.raises(InputError, match="not one of the published months"):
        read.policy(beds.DEPLOYMENT, month=date(1999, 1, 1), settings=published)
