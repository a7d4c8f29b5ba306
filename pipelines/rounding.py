"""The gate of estimates: what nobody counted leaves rounded, and hidden with what it hangs on.

An estimate of unreached households is drawn from a model and not counted, so no noise of a key
protects it: but the model has read exact counts of few. In the open release therefore

* numbers of a Dong are rounded to 5, of a Gu and the city to 10; ends of intervals outwards;
* a row is hidden where the coverage table hides how many are at risk or reached there, its reason
  for having no estimate too (`no_lists` would say that nobody is known);
* need is the open `reached_count` plus the rounded unreached, never the exact sum: need less
  unreached would be the exact count of those reached; rates go by the open `household_count`;
* ranks are given to 5, a probability to 0.1;
* numbers of the other methods under 10 are hidden (the naive one counts who is listed and unmet),
  and all of a place and month that the coverage table hides, the reason for having none too.

The internal release has everything exact.
"""

from __future__ import annotations

from pipelines.errors import DisclosureError
from pipelines.publication import Release
from pipelines.schema import ESTIMATES, Column, Table

STEP_DONG, STEP = 5, 10
SMALLEST = 10  # of a number that another method counts
_RANK_STEP = 5


def check_estimate(table: Table) -> None:
    """Nothing, if the table of estimates may be published; DisclosureError otherwise."""
    if ESTIMATES.get(table.name) != table or not table.is_published:
        raise DisclosureError(
            f"{table.name} is no published table of schema/estimates.py; declare it there."
        )
    keys = [column.name for column in table.columns if column.type == "key"]
    if keys:
        raise DisclosureError(f"{table.name}.{keys[0]} identifies a household; take it out.")
    counted = [c.name for c in table.columns if c.role not in ("plain", "estimate")]
    if table.is_open and counted:
        raise DisclosureError(
            f"{table.name}.{counted[0]} is a {table.column(counted[0]).role}, which the gate of "
            f"estimates cannot protect; make it a mart, or the table internal."
        )
    if table.is_open and table.estimates and not _coverage(table):
        raise DisclosureError(
            f"{table.name} has no coverage table of its places and months to be hidden with; "
            f"make it internal."
        )


def estimate_query(table: Table, release: Release, relation: str, coverage: str) -> str:
    """The SELECT whose rows are the table as the release shows it, in order of its grain.

    Parameters
    ----------
    relation : the exact table.
    coverage : the published open table that `coverage_table` names; read for `open` alone.
    """
    check_estimate(table)
    order = ", ".join(table.grain)
    names = [column.name for column in table.columns]
    if release == "internal" or not table.estimates:
        flag = ", false as is_suppressed" if table.is_protected else ""
        return f"select {', '.join(names)}{flag} from {relation} order by {order}"
    step = STEP_DONG if "dong_code" in table.grain else STEP
    join = " and ".join(f"e.{name} = o.{name}" for name in _place(table))
    show = _method if _is_of_methods(table) else _shown
    shown = ", ".join(f"{show(column, step)} as {column.name}" for column in table.columns)
    return (
        f"with e as (select e.*, o.household_count as open_households, "
        f"o.reached_count as open_reached, {_HIDDEN} as is_place_hidden, "
        f"{_HIDDEN} or {_is_small(table)} as is_suppressed "
        f"from {relation} as e left join {coverage} as o on {join}) "
        f"select {shown}, is_suppressed from e order by {order}"
    )


_HIDDEN = "(o.at_risk_count is null or o.reached_count is null)"


def _is_small(table: Table) -> str:
    """The condition that a number of another method is too small to be shown."""
    if not _is_of_methods(table):
        return "false"
    small = " or ".join(f"e.{column.name} < {SMALLEST}" for column in table.estimates)
    return f"coalesce({small}, false)"


def coverage_table(table: Table) -> str | None:
    """The coverage mart with which the rows of a table of estimates are hidden."""
    return _coverage(table) if table.estimates else None


def _coverage(table: Table) -> str | None:
    return {
        ("dong_code", "month"): "coverage_by_dong_month",
        ("gu_code", "month"): "coverage_by_gu_month",
        ("month",): "coverage_by_city_month",
    }.get(_place(table))


def _place(table: Table) -> tuple[str, ...]:
    """The columns of the grain that say where and when."""
    return tuple(name for name in table.grain if name != "unreached_method")


def _is_of_methods(table: Table) -> bool:
    return "unreached_method" in table.grain


def _method(column: Column, step: int) -> str:
    """A column of the methods compared: to a step, and nothing under SMALLEST or of hidden rows."""
    name = column.name
    if name == "refusal":
        return "case when not is_suppressed then refusal end"
    if column.role != "estimate":
        return name
    value = f"case when {name} >= {SMALLEST} then {_rounded(name, step, name)} end"
    return f"case when not is_place_hidden then {value} end"


def _shown(column: Column, step: int) -> str:
    """A column of the open release, null where its row is hidden."""
    name = column.name
    if name == "refusal":
        return "case when not is_suppressed then refusal end"
    if column.role != "estimate":
        return name
    if name.startswith("expected_need_"):
        unreached = name.replace("expected_need_", "expected_unreached_")
        value = f"open_reached + {_rounded(unreached, step, unreached)}"
    elif "_per_1000_households" in name:
        count = {"": "count"}.get(end := name.rpartition("_households")[2], end[1:])
        unreached = f"expected_unreached_{count}"
        rounded = _rounded(unreached, step, unreached)
        value = f"1000.0 * {rounded} / nullif(open_households, 0)"
    elif name == "top_20_probability":
        value = f"round({name}, 1)"
    elif "_rank" in name:
        value = f"greatest({_rounded(name, _RANK_STEP, name)}, 1)"
    else:
        value = _rounded(name, step, name)
    kind = column.duckdb_type
    return f"case when not is_suppressed and {name} is not null then cast({value} as {kind}) end"


def _rounded(value: str, step: int, name: str) -> str:
    """The expression of a value to a step: lower ends down, upper ends up, middles to the next."""
    way = "floor" if "_low" in name else "ceil" if "_high" in name else "round"
    return f"cast({way}({value} / {step}.0) * {step} as bigint)"
