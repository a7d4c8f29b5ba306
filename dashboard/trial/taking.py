"""What stands under the page: caveats; and all that it shows, to be taken away."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import formats, maps
from dashboard.caveats import definitions, sources
from dashboard.drawn import Drawn
from dashboard.takeaway import MapPart, Package, Sheet
from dashboard.trial import on_map, telling
from dashboard.trial.rows import Trial
from pipelines import read

DEFINED = ("att", "mde", "p_holm", "standardised_difference")


def caveats(trial: Trial) -> list[str]:
    """What was decided beforehand, what an effect is and is not, and where the data are from."""
    say, language, plan = trial.say, trial.say.language, trial.plan
    sentences = [
        say(
            "trial_outcomes.caveat_plan",
            day=formats.full_date(plan.written_on, language),
            primary=", ".join(read.values("trial_outcome", language)[c] for c in plan.primary),
            level=formats.percent(plan.level, language, decimals=0),
        ),
        say("trial_outcomes.caveat_before_after"),
        say("trial_outcomes.caveat_effort"),
        say("trial_outcomes.caveat_controls"),
        say("trial_outcomes.caveat_selection"),
        say("trial_outcomes.caveat_few"),
        say(
            "trial_outcomes.caveat_blind",
            share=formats.percent(plan.worth_finding, language, decimals=0),
        ),
    ]
    labels = read.labels("trial_effects", language) | read.labels("trial_balance", language)
    sentences += definitions(say, labels, DEFINED)
    if trial.is_open:
        sentences.append(say("trial_outcomes.caveat_open"))
    return sentences + sources(say, trial.info)


def package(
    trial: Trial,
    answer: str,
    kind: str,
    view: maps.View,
    charts: Sequence[Drawn],
    sheets: Sequence[Sheet],
) -> Package:
    """The page's tables, map, charts and words; the brief is the brief of the evaluation."""
    say = trial.say
    said = telling.all_sentences(trial) if trial.is_staggered else []
    return Package(
        page="trial_outcomes",
        title=say("trial_outcomes.question"),
        answer=answer,
        selection=trial.selection,
        info=trial.info,
        place_name=trial.selection.scope.deployment_name,
        sheets=tuple(sheets),
        maps=(MapPart(on_map.title(trial, kind), view, _on_map(trial), _labels(trial)),),
        charts=tuple(chart.part for chart in charts),
        caveats=tuple(caveats(trial)),
        findings=tuple((heading, tuple(lines)) for heading, lines in said),
    )


def _on_map(trial: Trial) -> pd.DataFrame:
    """What goes with each Dong into the GeoJSON: when it joined, its part, its weight."""
    rows = trial.dongs
    if trial.selection.gu:
        rows = rows[rows["gu_code"] == trial.selection.gu]
    phases = read.values("phase", trial.say.language)
    own = trial.compared
    frame = pd.DataFrame(
        {
            "gu_name": rows["gu_name"],
            "dong_name": rows["name"],
            "cohort": rows["cohort_month"].dt.strftime("%Y-%m").astype(object).where(
                rows["cohort_month"].notna(), ""
            ),
            "phase": rows["phase"].map(phases).astype(object).where(rows["phase"].notna(), ""),
            "arm": [on_map.role_text(trial.say, own[code]) for code in rows.index],
        }
    )  # fmt: skip
    if weights := on_map.weights(trial).to_dict():
        frame["donor_weight"] = [weights.get(code) for code in rows.index]
    return frame


def _labels(trial: Trial) -> dict[str, str]:
    say, language = trial.say, trial.say.language
    rollout = read.labels("rollout_by_dong", language)
    return {
        "gu_name": say("controls.gu"),
        "dong_name": say("controls.dong"),
        "cohort": rollout["cohort_month"],
        "phase": rollout["phase"],
        "arm": read.labels("trial_surveys", language)["arm"],
        "donor_weight": read.labels("trial_donors_by_dong", language)["donor_weight"],
    }
