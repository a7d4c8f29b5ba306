"""The evaluation plan is read whole, or refused with a sentence."""

from datetime import date

import pytest
import yaml

from pipelines import settings as settings_module
from pipelines.errors import InputError
from pipelines.settings import Settings
from pipelines.trial.plan import plan_file, read_plan


@pytest.fixture
def given():
    return yaml.safe_load(plan_file(settings_module.load()).read_text(encoding="utf-8"))


def read(tmp_path, given):
    text = yaml.safe_dump(given, sort_keys=False)
    (tmp_path / "evaluation_plan.yaml").write_text(text, encoding="utf-8")
    return read_plan(Settings(data=tmp_path, reference=tmp_path))


def test_the_committed_plan_is_dated_and_signed_and_stops_when_controls_run_out(
    tmp_path, given
) -> None:
    plan = read(tmp_path, given)
    assert plan.written_on == given["written_on"]
    assert plan.written_by
    assert max(each.last_month for each in plan.comparisons) <= date(2017, 12, 1)
    assert {each.name for each in plan.comparisons} == {"trial", "selected", "expansion", "overall"}
    assert plan.comparisons[0].headline == "change_permutation"
    assert plan.draws >= 9999


def test_what_the_plan_does_not_name_is_exploratory(tmp_path, given) -> None:
    plan = read(tmp_path, given)
    trial = plan.comparisons[0]
    assert not plan.is_exploratory("finds_per_1000", "change_permutation", trial)
    assert plan.is_exploratory("caseload_per_worker", "change_permutation", trial)
    assert plan.is_exploratory("finds_per_1000", "imputation", trial)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda g: g.pop("written_on"), "lacks written_on"),
        (lambda g: g["tests"].pop("level"), "lacks level"),
        (lambda g: g["outcomes"]["primary"].append("luck"), "'luck' is no code"),
        (lambda g: g["outcomes"]["secondary"].append("finds_per_1000"), "named twice"),
        (lambda g: g["tests"].update(multiplicity="none"), "holm alone"),
        (lambda g: g["tests"].update(level=5), "between 0 and 1"),
        (lambda g: g["comparisons"]["trial"].update(headline="luck"), "none of its estimators"),
        (lambda g: g["comparisons"]["trial"].update(last_month=date(2012, 1, 1)), "end before"),
        (lambda g: g["comparisons"]["trial"].update(first_month="soon"), "no date"),
        (lambda g: g["comparisons"].update(luck=g["comparisons"]["trial"]), "'luck' is no code"),
    ],
)
def test_a_plan_that_cannot_be_kept_to_is_a_sentence(tmp_path, given, change, sentence) -> None:
    change(given)
    with pytest.raises(InputError, match=sentence):
        read(tmp_path, given)
