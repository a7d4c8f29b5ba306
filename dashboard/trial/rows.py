"""What was evaluated, for one outcome and one comparison; and the Dongs with their cohorts.

Every number comes published; here they are chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from dashboard import data, places
from dashboard.filters import Scope, Selection
from dashboard.i18n import Words
from dashboard.tabular import records
from pipelines import read
from pipelines.errors import NotBuiltError
from pipelines.read import BuildInfo
from pipelines.schema import ESTIMATES

# the first is the default: it has Dongs enough to find an effect
COMPARISONS = ("selected", "trial", "expansion", "overall")
# of which it is known before any estimate that there is nothing to compare
NOT_STAGGERED = "not_staggered"
Row = dict[str, Any]


@dataclass(frozen=True)
class Trial:
    """The evaluation as a reader looks at it: one comparison, one outcome (`selection.measure`).

    `dongs` are all Dongs by dong_code with `name`, `other_name`, `gu_name`, `gu_code`, `phase` and
    `cohort_month` (missing: never joined). `tables` holds the tables of the evaluation by name;
    one that the release does not hold is missing.
    """

    selection: Selection
    info: BuildInfo
    plan: read.EvaluationPlan
    comparison: str
    dongs: pd.DataFrame
    gu_names: Mapping[str, str]
    tables: Mapping[str, pd.DataFrame]

    @property
    def say(self) -> Words:
        """The words of the page's language."""
        return self.selection.scope.words

    @property
    def is_open(self) -> bool:
        """Whether the reader sees only what is protected."""
        return self.selection.scope.release == "open"

    @property
    def outcome(self) -> str:
        """The code of the chosen outcome."""
        return self.selection.measure

    @property
    def scope_name(self) -> str:
        """The Gu on the map, or the whole deployment."""
        return places.scope_name(self.selection, dict(self.gu_names))

    @property
    def planned(self) -> read.ComparisonPlan:
        """What the plan says of the chosen comparison."""
        return next(each for each in self.plan.comparisons if each.name == self.comparison)

    @property
    def is_staggered(self) -> bool:
        """Whether Dongs joined one after another, so that there is anything to compare."""
        return is_staggered(self.selection.scope, self.info)

    @cached_property
    def roles(self) -> pd.Series:
        """By dong_code: treated, control or elsewhere, in the chosen comparison."""
        has_joined = until(self.planned.last_month, self.dongs["cohort_month"])
        is_treated = has_joined & self.dongs["phase"].isin(self.planned.phases)
        found = pd.Series("control", index=self.dongs.index)
        return found.mask(has_joined, "elsewhere").mask(is_treated, "treated")

    @cached_property
    def compared(self) -> pd.Series:
        """As `roles`, but of the controls only those whom the headline compares; others: unused.

        As `roles` where the release does not say which these are.
        """
        own = self.of_outcome("trial_compared_by_dong").set_index("dong_code")["compared_as"]
        if own.empty:
            return self.roles
        is_other = self.roles.eq("control") & ~self.roles.index.isin(own.index)
        return self.roles.mask(is_other, "unused")

    def of_outcome(self, name: str) -> pd.DataFrame:
        """The rows of a table for the chosen outcome and, where it has comparisons, the chosen one.

        No rows where the release does not hold the table.
        """
        rows = self.tables.get(name)
        if rows is None:
            return pd.DataFrame(columns=[column.name for column in ESTIMATES[name].columns])
        rows = rows[rows["trial_outcome"] == self.outcome]
        return rows[rows["comparison"] == self.comparison] if "comparison" in rows else rows

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What decides all that does not hang on the outcome and the comparison."""
        scope = self.selection.scope
        return scope.deployment, data.version(self.info), scope.release, scope.language

    @cached_property
    def headlines(self) -> dict[str, Row]:
        """By outcome, the effect that speaks for it in this comparison."""
        rows = self.tables["trial_effects"]
        is_own = (rows["comparison"] == self.comparison) & rows["is_headline"].fillna(False)
        return {row["trial_outcome"]: row for row in records(rows[is_own])}

    def headline(self, outcome: str | None = None) -> Row | None:
        """The effect that speaks for an outcome (None: the chosen one) in this comparison."""
        return self.headlines.get(outcome or self.outcome)


def is_evaluated(scope: Scope, info: BuildInfo) -> bool:
    """Whether this publication holds an evaluation."""
    try:
        return len(data.table("trial_effects", info, scope.release)) > 0
    except NotBuiltError:
        return False


def is_staggered(scope: Scope, info: BuildInfo) -> bool:
    """Whether an evaluated roll-out came in steps; one where all joined at once did not."""
    effects = data.table("trial_effects", info, scope.release)
    return not effects["trial_refusal"].eq(NOT_STAGGERED).all()


def outcome_names(scope: Scope, info: BuildInfo) -> dict[str, str]:
    """The outcomes that were evaluated: those of the plan in its order, then the others."""
    if not is_evaluated(scope, info) or not is_staggered(scope, info):
        return {}
    names = read.values("trial_outcome", scope.language)
    held = set(data.table("trial_effects", info, scope.release)["trial_outcome"])
    order = dict.fromkeys((*data.evaluation_plan().outcomes, *names))
    return {code: names[code] for code in order if code in held}


def comparison_names(scope: Scope, info: BuildInfo) -> dict[str, str]:
    """The comparisons that were made, the default first."""
    held = set(data.table("trial_effects", info, scope.release)["comparison"])
    names = read.values("comparison", scope.language)
    return {code: names[code] for code in COMPARISONS if code in held}


def load(selection: Selection, info: BuildInfo, comparison: str) -> Trial:
    """The evaluation of a publication."""
    gu_names, _ = places.names(selection.scope, info)
    return Trial(
        selection=selection,
        info=info,
        plan=data.evaluation_plan(),
        comparison=comparison,
        dongs=_dongs(selection, info),
        gu_names=gu_names,
        tables=_tables(selection.scope, info),
    )


def until(day: date, months: pd.Series) -> pd.Series:
    """Whether each month is there and not after `day`."""
    return months.notna() & (months <= pd.Timestamp(day))


def _tables(scope: Scope, info: BuildInfo) -> dict[str, pd.DataFrame]:
    names = [
        name
        for name, entry in ESTIMATES.items()
        if name.startswith("trial_") and (entry.is_open or scope.release == "internal")
    ]
    return {name: data.table(name, info, scope.release) for name in names}


def _dongs(selection: Selection, info: BuildInfo) -> pd.DataFrame:
    joined = data.table("rollout_by_dong", info, selection.scope.release).set_index("dong_code")
    return places.all_dongs(selection.scope, info).join(joined[["phase", "cohort_month"]])
