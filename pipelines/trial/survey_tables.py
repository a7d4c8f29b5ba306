"""The tables of the surveys."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.schema import VOCABULARIES
from pipelines.trial.inference import Effect, holm
from pipelines.trial.rounding import rounded_p
from pipelines.trial.surveys import SurveyEffect, survey_effects, wave_means
from pipelines.trial.tabulating import frame_of


def means_table(answers: pd.DataFrame) -> pd.DataFrame:
    """trial_surveys."""
    return frame_of(
        "trial_surveys",
        [
            {
                "respondent_kind": each.kind,
                "item": each.item,
                "wave": each.wave,
                "arm": each.arm,
                "answered_count": each.answered,
                "surveyed_dong_count": each.dongs,
                "wave_score": each.mean.att,
                "wave_score_low": each.mean.ci_low,
                "wave_score_high": each.mean.ci_high,
                "attrition_share": each.attrition,
            }
            for each in wave_means(answers)
        ],
    )


def effects_table(answers: pd.DataFrame) -> pd.DataFrame:
    """trial_survey_effects, with Holm's correction over the items of each kind and wave."""
    found = list(survey_effects(answers))
    rows = [_row(each) for each in found]
    for kind in VOCABULARIES["respondent_kind"].codes:
        for wave in VOCABULARIES["wave"].codes[1:]:
            tested = [
                row for row in rows
                if row["respondent_kind"] == kind and row["wave"] == wave
                and row["p_value"] is not None
            ]  # fmt: skip
            values = [row["p_value"] for row in tested]
            for row, corrected in zip(tested, holm(values), strict=True):
                row["p_holm"] = float(corrected)
    for row in rows:
        row["p_value"], row["p_holm"] = rounded_p(row["p_value"]), rounded_p(row.get("p_holm"))
    return frame_of("trial_survey_effects", rows)


def _row(each: SurveyEffect) -> dict[str, Any]:
    effect, size = each.effect or Effect(0.0), each.size or Effect(0.0)
    stayers = each.stayers or Effect(0.0)
    return {
        "respondent_kind": each.kind,
        "item": each.item,
        "wave": each.wave,
        "att": effect.att if each.effect else None,
        "std_error": effect.std_error,
        "ci_low": effect.ci_low,
        "ci_high": effect.ci_high,
        "p_value": effect.p_value,
        "effect_size": size.att if each.size else None,
        "effect_size_low": size.ci_low,
        "effect_size_high": size.ci_high,
        "panel_effect": stayers.att if each.stayers else None,
        "panel_effect_low": stayers.ci_low,
        "panel_effect_high": stayers.ci_high,
        "attrition_difference": each.attrition,
        "trial_refusal": each.refusal,
    }
