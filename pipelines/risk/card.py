"""The model card: what the model is for and not for, its figures, and where it must not be trusted.

`compose` takes the tables of the estimates as they stand, in the warehouse or published, so that a
page and the command line say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd

from pipelines import storing
from pipelines.errors import InputError
from pipelines.policy import read_policy
from pipelines.risk.fairness import SMALLEST_BASE
from pipelines.risk.features import FEATURES, HORIZON_MONTHS, open_panels
from pipelines.risk.priors import DRIFT, Priors, of_records
from pipelines.risk.visits import BANDS, EXPLORE_PERCENT
from pipelines.schema import COLUMNS, VOCABULARIES
from pipelines.settings import Settings, read_yaml

Language = Literal["ko", "en"]
PUBLISHED_CEILING = 0.67
"""ROC-AUC reported for the national system's records (methods: risk by household)."""
_SENTENCES = Path(__file__).parent / "cards"
_POLICY = ("at_risk_window_months", "at_risk_minimum_signal_kinds", "at_risk_arrears_months",
           "reached_window_months", "overlap_window_months", "audit_informs_months")  # fmt: skip


@dataclass(frozen=True)
class CardFacts:
    """What a card is written from.

    Attributes
    ----------
    name : of the deployment, by language.
    audit_month : of the audit that the last month's estimate uses; None where there is none.
    policy : numbers in force in the last month, by parameter.
    gus : names of the Gu by language and code.
    validation, fairness : the tables risk_validation and risk_fairness.
    """

    name: Mapping[str, str]
    build_id: str
    is_invented: bool
    first_month: date
    last_month: date
    audit_month: date | None
    policy: Mapping[str, float]
    gus: Mapping[str, Mapping[str, str]]
    validation: pd.DataFrame
    fairness: pd.DataFrame


def model_card(settings: Settings, deployment: str, language: str) -> str:
    """The card of the estimates beside the warehouse, as Markdown.

    Raises
    ------
    NotBuiltError
        No warehouse, or nothing estimated.
    InputError
        A language other than ko and en.
    """
    entry = settings.deployment(deployment)
    with open_panels(settings, deployment) as reader:
        ((is_invented,),) = reader.connection.execute(
            "select is_invented from reference.build"
        ).fetchall()
        gus = reader.connection.execute("select gu_code, gu_name_ko, gu_name_en from marts.gus")
        names = gus.fetchall()
        last = reader.last_month
        city = storing.read_table(settings, deployment, "unreached_by_city_month")
        audits = city.loc[city["month"] == pd.Timestamp(last), "audit_month"].dropna()
        facts = CardFacts(
            name={"ko": entry.name_ko, "en": entry.name_en},
            build_id=reader.build_id,
            is_invented=bool(is_invented),
            first_month=reader.first_month,
            last_month=last,
            audit_month=pd.Timestamp(audits.iloc[0]).date() if len(audits) else None,
            policy=policy_in_force(settings, last),
            gus={
                "ko": {code: ko for code, ko, _ in names},
                "en": {code: en for code, _, en in names},
            },
            validation=storing.read_table(settings, deployment, "risk_validation"),
            fairness=storing.read_table(settings, deployment, "risk_fairness"),
        )
    return compose(facts, language)


def policy_in_force(settings: Settings, month: date) -> dict[str, float]:
    """The policy numbers that the card names, as of a month."""
    return {
        entry.parameter: entry.value
        for entry in read_policy(settings)
        if entry.parameter in _POLICY and entry.valid_from <= month <= entry.valid_to
    }


def compose(facts: CardFacts, language: str) -> str:
    """The card in one language; the figures are those of `facts` and nothing else."""
    if language not in get_args(Language):
        raise InputError(f"There is no card in {language!r}. Ask for ko or en.")
    words: dict[str, str] = read_yaml(_SENTENCES / f"{language}.yaml")
    parts = [
        words["title"].format(name=facts.name[language]),
        *([words["invented"]] if facts.is_invented else []),
        words["built"].format(
            build_id=facts.build_id,
            first=f"{facts.first_month:%Y-%m}",
            last=f"{facts.last_month:%Y-%m}",
        ),
        words["purpose"],
        words["purpose_text"],
        words["data"],
        words["data_text"].format(horizon=HORIZON_MONTHS),
        _features(words, language),
        words["method"],
        words["method_text"],
        words["priors"],
        _priors(facts, words, language),
        words["validation"],
        *_validation(facts, words, language),
        *_fairness(facts, words, language),
        words["limits"],
        words["limits_text"],
    ]
    return "\n\n".join(parts) + "\n"


def _features(words: Mapping[str, str], language: str) -> str:
    ways = {1: words["up"], -1: words["down"], 0: words["free"]}
    names = {
        "months_since_signal": {"ko": "최근 징후 이후 개월", "en": "Months since the latest sign"}
    }
    rows = []
    for feature in FEATURES:
        column = COLUMNS.get(feature.name)
        label = getattr(column, language) if column else names[feature.name][language]
        rows.append(f"| {label} | {ways[feature.direction]} |")
    return "\n".join([words["features"], *rows])


def _priors(facts: CardFacts, words: Mapping[str, str], language: str) -> str:
    priors, bands = Priors(), {name: low for low, name in BANDS}
    audit = words["audit_none"]
    if facts.audit_month:
        audit = words["audit_used"].format(month=f"{facts.audit_month:%Y-%m}")
    values = {name: f"{facts.policy[name]:g}" if name in facts.policy else "-" for name in _POLICY}
    return "\n".join(
        [
            words["audit"].format(audit=audit),
            words["prior"].format(
                mean=priors.delta_mean,
                sd=priors.delta_sd,
                slope=priors.slope_sd,
                slope_unaudited=priors.slope_sd_unaudited,
                pair=priors.pair_sd,
                unseen=priors.unseen_sd_signalled,
                drift=DRIFT,
            ),
            words["signals"].format(
                **{name: f"{value:.2f}" for name, value in of_records(priors).items()}
            ),
            words["thresholds"].format(smallest=SMALLEST_BASE, explore=EXPLORE_PERCENT, **bands),
            words["policy"].format(**values),
        ]
    )


def _validation(facts: CardFacts, words: Mapping[str, str], language: str) -> list[str]:
    if facts.validation.empty:
        return [words["no_splits"]]
    labels = _labels("ranking_method", language)
    order = {code: place for place, code in enumerate(labels)}
    rows = [words["validation_head"]]
    table = facts.validation.assign(place=facts.validation["ranking_method"].map(order))
    for row in table.sort_values(["split_month", "place"]).to_dict("records"):
        rows.append(
            f"| {row['split_month']:%Y-%m} | {labels[row['ranking_method']]} "
            f"| {row['selected_count']:,} | {row['confirmed_in_time_count']:,} "
            f"| {_number(row['precision'])} | {_number(row['recall'])} "
            f"| {_number(row['roc_auc'], 2)} | {_number(row['calibration_error'], 4)} |"
        )
    parts = [words["validation_text"].format(horizon=HORIZON_MONTHS), "\n".join(rows)]
    best = table.loc[table["ranking_method"] == "model", "roc_auc"].max()
    if best > PUBLISHED_CEILING + 0.05:
        sentence = words["too_good" if facts.is_invented else "too_good_real"]
        parts.append(sentence.format(auc=f"{best:.2f}"))
    return parts


def _fairness(facts: CardFacts, words: Mapping[str, str], language: str) -> list[str]:
    if facts.fairness.empty:
        return []
    table = facts.fairness
    is_estimable = table["is_estimable"].astype(bool)
    known = table[is_estimable]
    month = f"{pd.Timestamp(table['split_month'].iloc[0]):%Y-%m}"
    measures = _labels("fairness_measure", language)
    rows = [words["fairness_head"]]
    away = known[(known["fairness_difference_low"] > 0) | (known["fairness_difference_high"] < 0)]
    for row in away.to_dict("records"):
        rows.append(
            f"| {measures[row['fairness_measure']]} | {_group(facts, row, language)} "
            f"| {_number(row['fairness_rate'])} | {row['fairness_difference']:+.3f} "
            f"| {row['fairness_difference_low']:+.3f} ~ {row['fairness_difference_high']:+.3f} "
            f"| {row['base_count']:,} |"
        )
    counts = {"total": len(table), "estimable": len(known), "missing": len(table) - len(known)}
    return [
        words["fairness"].format(month=month),
        words["fairness_text"].format(**counts),
        "\n".join(rows) if len(rows) > 1 else words["fairness_none"],
    ]


def _group(facts: CardFacts, row: Mapping[Any, Any], language: str) -> str:
    """The group in words."""
    kind, code = row["group_kind"], row["fairness_group"]
    if kind == "gu":
        return facts.gus[language].get(code, code)
    vocabulary = "risk_age_band" if kind == "age_band" else kind
    return _labels(vocabulary, language).get(code, code)


def _labels(vocabulary: str, language: str) -> dict[str, str]:
    return {value.code: getattr(value, language) for value in VOCABULARIES[vocabulary].values}


def _number(value: float | None, digits: int = 3) -> str:
    return "-" if value is None or pd.isna(value) else f"{value:.{digits}f}"
