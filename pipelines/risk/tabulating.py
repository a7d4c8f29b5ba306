"""From monthly estimates to the rows of the schema's tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pipelines.risk.audit import Audit
from pipelines.risk.histories import CaptureCounts, list_pairs
from pipelines.risk.inputs import Inputs
from pipelines.risk.methods import MethodEstimate, compare
from pipelines.risk.monthly import MonthEstimate
from pipelines.risk.summary import add_up, quantiles, rank
from pipelines.schema import ESTIMATES

METHOD_MONTHS = 24  # the last ones, in which the methods are compared by Gu
_Z = 1.6448536269514722  # of 90 %


def tabulate(
    inputs: Inputs,
    months: Sequence[date],
    estimates: Iterable[MonthEstimate],
    unaudited: Iterable[MonthEstimate],
) -> dict[str, pd.DataFrame]:
    """Every table of the part `unreached`, by name.

    Parameters
    ----------
    months : that are estimated, in order.
    estimates : of these, with audits where there are; each is let go when its rows are made.
    unaudited : of some of them, as if there had been no audit.
    """
    rows: dict[str, list[pd.DataFrame]] = {
        name: [pd.DataFrame(columns=[column.name for column in ESTIMATES[name].columns])]
        for name in ESTIMATES
        if name.startswith("unreached_")
    }
    alone = {each.month: each for each in unaudited}
    by_gu = set(months[-METHOD_MONTHS:])
    for each in estimates:
        for place in ("dong", "gu", "city"):
            rows[f"unreached_by_{place}_month"].append(_numbers(inputs, each, place))
        is_last = each.month == months[-1]
        for place in ("city", *["gu"] * (each.month in by_gu), *["dong"] * is_last):
            methods = _methods(inputs, each, alone.get(each.month), place, is_last=is_last)
            rows[f"unreached_methods_by_{place}_month"].append(methods)
        rows["unreached_dependence_by_city_month"].append(_dependence(each))
    return {
        name: pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
        for name, parts in rows.items()
    }


def _groups(inputs: Inputs, place: str) -> list[str]:
    """The place that each Dong belongs to."""
    return {
        "dong": list(inputs.places),
        "gu": list(inputs.gus),
        "city": ["city"] * len(inputs.places),
    }[place]


def _keys(inputs: Inputs, place: str, names: Sequence[str], month: date) -> dict[str, Any]:
    """The columns that say where and when."""
    gu_of = dict(zip(inputs.places, inputs.gus, strict=True))
    keys: dict[str, Any] = {"month": [month] * len(names)}
    if place == "dong":
        keys |= {"dong_code": list(names), "gu_code": [gu_of[name] for name in names]}
    if place == "gu":
        keys["gu_code"] = list(names)
    return keys


def _refused(each: MonthEstimate, groups: Sequence[str], names: Sequence[str]) -> list[str | None]:
    """Of each place the reason of its Dongs, where all of them are refused."""
    reasons: dict[str, list[str | None]] = {name: [] for name in names}
    for group, reason in zip(groups, each.refusals, strict=True):
        reasons[group].append(reason)
    return [None if None in own else _commonest(own) for own in reasons.values()]


def _commonest(reasons: Sequence[str | None]) -> str | None:
    return max(sorted(set(map(str, reasons))), key=[str(r) for r in reasons].count)


def _numbers(inputs: Inputs, each: MonthEstimate, place: str) -> pd.DataFrame:
    """unreached_by_<place>_month of one month."""
    groups = _groups(inputs, place)
    unreached, names = add_up(each.unreached, groups)
    unseen, _ = add_up(each.unseen, groups)
    households, _ = add_up(each.households[None], groups)
    reached, _ = add_up(each.reached[None], groups)
    refusal = _refused(each, groups, names)
    given = np.array([reason is None for reason in refusal])
    size = np.maximum(households[0], 1)
    counts = quantiles(unreached, names, is_whole=True)
    rates = quantiles(unreached / size * 1000, names, is_whole=False)
    columns = _keys(inputs, place, names, each.month)
    columns["refusal"] = refusal
    columns["is_audited"] = [each.audit_month is not None] * len(names)
    columns["audit_month"] = [each.audit_month] * len(names)
    numbers: dict[str, np.ndarray] = {}
    for end, column in (("expected", "count"), ("low_90", "low"), ("high_90", "high"),
                        ("low_50", "low_50"), ("high_50", "high_50")):  # fmt: skip
        numbers[f"expected_unreached_{column}"] = counts[end].to_numpy()
    for end, suffix in (("expected", ""), ("low_90", "_low"), ("high_90", "_high")):
        numbers[f"expected_unreached_per_1000_households{suffix}"] = rates[end].to_numpy()
    no_list = quantiles(unseen, names, is_whole=True)
    for end, column in (("expected", "count"), ("low_90", "low"), ("high_90", "high")):
        numbers[f"expected_unseen_{column}"] = no_list[end].to_numpy()
        # the reached are counted: need is as unsure as the unreached, and no more
        numbers[f"expected_need_{column}"] = counts[end].to_numpy() + reached[0]
    if place != "city":
        numbers |= _ranks(unreached, size, names, given, is_dong=place == "dong")
    # one frame of whole columns: setting columns one by one takes longer than the model
    for column, values in numbers.items():
        columns[column] = np.where(given, values, np.nan)
    frame = pd.DataFrame(columns)
    return frame[[column.name for column in ESTIMATES[f"unreached_by_{place}_month"].columns]]


def _ranks(
    unreached: np.ndarray,
    size: np.ndarray,
    names: Sequence[str],
    given: np.ndarray,
    *,
    is_dong: bool,
) -> dict[str, np.ndarray]:
    """The columns of places among those with an estimate; NaN elsewhere."""
    sources = {"unreached_rank": "rank", "unreached_rank_low": "rank_low",
               "unreached_rank_high": "rank_high"}  # fmt: skip
    if is_dong:
        sources["top_20_probability"] = "top_probability"
    columns = {column: np.full(len(names), np.nan) for column in sources}
    if given.any():
        named = [name for name, is_given in zip(names, given, strict=True) if is_given]
        ranks = rank(unreached[:, given] / size[given], named)
        for column, source in sources.items():
            columns[column][given] = ranks[source].to_numpy(float)
    return columns


def _methods(
    inputs: Inputs,
    each: MonthEstimate,
    alone: MonthEstimate | None,
    place: str,
    *,
    is_last: bool,
) -> pd.DataFrame:
    """unreached_methods_by_<place>_month of one month."""
    groups = np.array(_groups(inputs, place))
    counts, audit = inputs.captures[each.month], inputs.audits.get(each.audit_month or date.min)
    models = [("model", each)]
    if alone and each.audit_month is not None:
        models.append(("model_without_audit", alone))
    by_model = {name: _model_rows(month, groups, name) for name, month in models}
    names: list[str] = []
    found: list[MethodEstimate] = []
    for name in sorted(set(groups.tolist())):
        own = groups == name
        pooled = CaptureCounts(("all",), counts.lists, counts.counts[own].sum(axis=0)[None])
        found += [by_model[model][name] for model, _ in models]
        found += compare(
            pooled,
            float(each.known_unreached[own].sum()),
            _pooled(audit, own) if place == "city" else None,
            with_stepwise=is_last and place != "dong",
        )
        names += [name] * (len(found) - len(names))
    rows = pd.DataFrame({**_keys(inputs, place, names, each.month), **_method_columns(found)})
    table = ESTIMATES[f"unreached_methods_by_{place}_month"]
    return rows[[column.name for column in table.columns]]


def _model_rows(each: MonthEstimate, groups: np.ndarray, method: str) -> dict[str, MethodEstimate]:
    """The model's own estimate of each place, as one of the methods."""
    sums, names = add_up(each.unreached, list(groups))
    refusal = _refused(each, list(groups), names)
    rows = quantiles(sums, names, is_whole=True)
    return {
        name: MethodEstimate(method, None, reason=reason)
        if reason
        else MethodEstimate(method, float(row[0]), float(row[1]), float(row[2]))
        for name, reason, row in zip(
            names, refusal, rows[["expected", "low_90", "high_90"]].to_numpy(), strict=True
        )
    }


def _method_columns(found: Sequence[MethodEstimate]) -> dict[str, list[Any]]:
    whole = [
        [None if value is None else round(value) for value in (each.count, each.low, each.high)]
        for each in found
    ]
    return {
        "unreached_method": [each.method for each in found],
        "expected_unreached_count": [values[0] for values in whole],
        "expected_unreached_low": [values[1] for values in whole],
        "expected_unreached_high": [values[2] for values in whole],
        "is_lower_bound": [each.is_lower_bound for each in found],
        "refusal": [each.reason for each in found],
    }


def _pooled(audit: Audit | None, own: np.ndarray) -> Audit | None:
    """The audit of some Dongs as one place."""
    if audit is None:
        return None
    return Audit(*(column[own].sum(keepdims=True)
                   for column in (audit.visited, audit.unknown, audit.known)))  # fmt: skip


def _dependence(each: MonthEstimate) -> pd.DataFrame:
    """unreached_dependence_by_city_month of one month; no row where there is no model."""
    columns = [c.name for c in ESTIMATES["unreached_dependence_by_city_month"].columns]
    if each.fit is None:
        return pd.DataFrame(columns=columns)
    fit = each.fit
    pairs = [(fit.lists[j], fit.lists[k]) for j, k in list_pairs(len(fit.lists))]
    rows = [
        ("pair", first, second, middle, deviation)
        for (first, second), middle, deviation in zip(
            pairs, fit.pair_effects, fit.pair_effects_sd, strict=True
        )
    ]
    rows.append(("never_seen", "care", "care", fit.delta, fit.delta_sd))
    return pd.DataFrame(
        [
            (each.month, kind, first, second, mid, mid - _Z * sd, mid + _Z * sd)
            for kind, first, second, mid, sd in rows
        ],
        columns=columns,
    )
