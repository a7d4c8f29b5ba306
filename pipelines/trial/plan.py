"""The evaluation plan: what was decided before the data were seen (`evaluation_plan.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.errors import InputError
from pipelines.schema import VOCABULARIES
from pipelines.settings import Settings, read_yaml

FEW_TREATED = 12
"""With fewer treated Dongs a cluster-robust t rejects far too often (methods.md: 17 % of 5)."""


@dataclass(frozen=True)
class ComparisonPlan:
    """Whom to compare with whom, over which months, by what.

    Attributes
    ----------
    phases : of the treated Dongs; controls are those that have not joined by `last_month`.
    first_month, last_month : of the panel, both within.
    headline : the estimator that speaks for the comparison; one of `estimators`.
    """

    name: str
    phases: tuple[str, ...]
    first_month: date
    last_month: date
    headline: str
    estimators: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """The whole plan; fields as the file has them.

    `worth_finding` is an effect as a share of the level before: what would miss one as large cannot
    say that there is none.
    """

    written_on: date
    written_by: str
    primary: tuple[str, ...]
    secondary: tuple[str, ...]
    placebo: tuple[str, ...]
    three_month: tuple[str, ...]
    comparisons: tuple[ComparisonPlan, ...]
    level: float
    interval: float
    worth_finding: float
    draws: int
    deprived_share: float
    one_per_gu: bool
    seed: int
    placebo_months: tuple[int, ...]
    bounds: tuple[float, ...]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """All outcomes of the plan."""
        return (*self.primary, *self.secondary, *self.placebo)

    def is_exploratory(self, outcome: str, estimator: str, comparison: ComparisonPlan) -> bool:
        """Whether the plan does not name this estimate."""
        return outcome not in self.outcomes or estimator not in comparison.estimators


def plan_file(settings: Settings) -> Path:
    """Where the plan lies."""
    return settings.reference / "evaluation_plan.yaml"


def read_plan(settings: Settings) -> Plan:
    """The plan of `data/reference/evaluation_plan.yaml`.

    Raises InputError with a sentence for a field that is missing, a code that the vocabularies do
    not know, an outcome named twice, or months in the wrong order.
    """
    path = plan_file(settings)
    given = read_yaml(path)
    try:
        return _plan(given)
    except KeyError as error:
        raise InputError(
            f"{path} lacks {error.args[0]}. State it before the data are seen."
        ) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{path} cannot be read as a plan: {error}. Mend it there.") from error


def _plan(given: Mapping[str, Any]) -> Plan:
    outcomes = given["outcomes"]
    named = [*outcomes["primary"], *outcomes["secondary"], *outcomes["placebo"]]
    _known("trial_outcome", named)
    _known("trial_outcome", given["three_month_outcomes"])
    if len(set(named)) < len(named):
        raise ValueError("an outcome is named twice")
    if given["tests"]["multiplicity"] != "holm":
        raise ValueError("multiplicity is corrected by holm alone")
    permutations, checks = given["permutations"], given["checks"]
    return Plan(
        written_on=_day(given["written_on"], "written_on"),
        written_by=str(given["written_by"]),
        primary=tuple(outcomes["primary"]),
        secondary=tuple(outcomes["secondary"]),
        placebo=tuple(outcomes["placebo"]),
        three_month=tuple(given["three_month_outcomes"]),
        comparisons=tuple(_comparison(name, each) for name, each in given["comparisons"].items()),
        level=_share(given["tests"]["level"], "tests.level"),
        interval=_share(given["tests"]["interval"], "tests.interval"),
        worth_finding=_share(given["tests"]["worth_finding"], "tests.worth_finding"),
        draws=int(permutations["draws"]),
        deprived_share=_share(permutations["deprived_share"], "permutations.deprived_share"),
        one_per_gu=bool(permutations["one_per_gu"]),
        seed=int(permutations["seed"]),
        placebo_months=tuple(int(months) for months in checks["placebo_months"]),
        bounds=tuple(float(bound) for bound in checks["bounds"]),
    )


def _comparison(name: str, given: Mapping[str, Any]) -> ComparisonPlan:
    _known("comparison", [name])
    _known("phase", given["phases"])
    _known("estimator", given["estimators"])
    first = _day(given["first_month"], f"{name}.first_month")
    last = _day(given["last_month"], f"{name}.last_month")
    if first >= last:
        raise ValueError(f"the months of {name} end before they begin")
    if given["headline"] not in given["estimators"]:
        raise ValueError(f"the headline of {name}, {given['headline']}, is none of its estimators")
    return ComparisonPlan(
        name, tuple(given["phases"]), first, last, given["headline"], tuple(given["estimators"])
    )


def _known(vocabulary: str, codes: list[str]) -> None:
    unknown = [code for code in codes if code not in VOCABULARIES[vocabulary].codes]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no code of the vocabulary {vocabulary}")


def _day(value: Any, name: str) -> date:
    if not isinstance(value, date):
        raise ValueError(f"{name} is no date")
    return value


def _share(value: Any, name: str) -> float:
    share = float(value)
    if not 0 < share < 1:
        raise ValueError(f"{name} must lie between 0 and 1")
    return share
