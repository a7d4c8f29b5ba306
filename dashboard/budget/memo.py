"""A one-page memo on a plan for the council of a Gu: who loses first, then who gains, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboard import formats
from dashboard.budget.plan_pictures import signed_won
from dashboard.budget.planned import Planned, answer, conditions, notes, reason_text, regrets
from dashboard.takeaway import typesetting
from pipelines import export, read

_TEMPLATE = Path(__file__).with_name("memo.typ")
# of each table, so that all stands on one page: English reasons take two lines
_ROWS = {"ko": 10, "en": 7}


def memo(planned: Planned) -> bytes:
    """The memo as PDF, its fonts embedded; same plan, same bytes."""
    say, balance, info = planned.say, planned.balance, planned.balance.info
    sentences = export.notices(info, balance.selection.scope.release, say.language)
    built = formats.full_date(formats.parse_date(info.built_at), say.language)
    gainers = [place for place in planned.plan.places if place.change_krw > 0]
    content = {
        "language": say.language,
        "title": say("budget.memo_title", place=planned.scope_name, year=balance.year_text),
        "selection": say("budget.memo_selection", date=built, money=balance.money_text),
        "running": f"{say('app.title')} · {balance.selection.scope.deployment_name}",
        "invented": say("invented.mark") if info.is_invented else "",
        "answer": answer(planned),
        "losers": _table(planned, say("budget.losers_title"), planned.plan.losers,
                         say("budget.nobody_loses")),
        "gainers": _table(planned, say("budget.gainers_title"), gainers,
                          say("budget.plan_none")),
        "sure": [*regrets(planned), *notes(planned)[:2], say("budget.caveat_need"),
                 say("budget.caveat_plan")],
        "conditions": [" · ".join(f"{label}: {text}" for label, text in conditions(planned))],
        "foot": [sentences[0].split(" (")[0] + f" ({built})", sentences[-1]],
        "words": {"sure": say("budget.caveat_title"),
                  "conditions": say("budget.conditions_title")},
    }  # fmt: skip
    return typesetting.compiled(
        _TEMPLATE,
        {"content": typesetting.as_json(content)},
        kind="pdf",
        made_at=datetime.fromisoformat(info.built_at).replace(tzinfo=UTC),
    )


def _table(
    planned: Planned, title: str, places: Sequence[read.PlanPlace], nothing: str
) -> dict[str, Any]:
    say, language = planned.say, planned.say.language
    most = _ROWS[language]
    rest = len(places) - most
    return {
        "title": title,
        "nothing": nothing,
        "header": [say("controls.dong"), say("budget.before"), say("budget.change"),
                   say("budget.changed_share"), say("budget.after"), say("budget.agreement"),
                   say("budget.reason")],
        "widths": [1.6, 1.3, 1.3, 0.8, 1.3, 0.9, 3.0],
        "numeric": [False, True, True, True, True, True, False],
        "cells": [
            [
                planned.name(place.dong_code),
                formats.won(place.before_krw, language),
                signed_won(planned, place.change_krw),
                formats.percent(place.change_krw / place.before_krw, language)
                if place.before_krw else "–",
                formats.won(place.after_krw, language),
                "–" if place.agreement_share is None
                else formats.percent(place.agreement_share, language, decimals=0),
                reason_text(planned, place) if place.is_advised
                else say("budget.not_advised", reason=reason_text(planned, place)),
            ]
            for place in places[:most]
        ],
        "rest": say("budget.memo_rest", dongs=say.amount("dong", rest)) if rest > 0 else "",
    }  # fmt: skip
