"""The model card of what is published."""

from __future__ import annotations

from pipelines import settings as settings_module
from pipelines.read.about import build_info
from pipelines.read.tables import table
from pipelines.read.words import Language
from pipelines.settings import Settings


def model_card(deployment: str, language: Language, *, settings: Settings | None = None) -> str:
    """What the model of unreached households is for and not for, its figures and limits: Markdown.

    It states figures of small groups of households, so it belongs to the internal release.

    Raises
    ------
    NotBuiltError
        Nothing is published, or it is published without estimates.
    InputError
        An unknown deployment or language.
    """
    # with the libraries of the models, which no other page needs
    from pipelines.risk import card

    settings = settings or settings_module.load()
    info = build_info(deployment, settings=settings)
    names = ("unreached_by_city_month", "risk_validation", "risk_fairness", "gus")
    city, validation, fairness, gus = (
        table(name, deployment=deployment, settings=settings) for name in names
    )
    audits = city.loc[city["month"] == city["month"].max(), "audit_month"].dropna()
    facts = card.CardFacts(
        name={"ko": info.name_ko, "en": info.name_en},
        build_id=info.build_id,
        is_invented=info.is_invented,
        first_month=info.first_month,
        last_month=info.last_month,
        audit_month=audits.iloc[0].date() if len(audits) else None,
        policy=card.policy_in_force(settings, info.last_month),
        gus={
            "ko": dict(zip(gus["gu_code"], gus["gu_name_ko"], strict=True)),
            "en": dict(zip(gus["gu_code"], gus["gu_name_en"], strict=True)),
        },
        validation=validation,
        fairness=fairness,
    )
    return card.compose(facts, language)
