"""What must hold of the estimates as they lie beside a warehouse: each promise a query.

A query selects what must not exist; `e` is the file of the estimates, `w` the warehouse.
"""

from __future__ import annotations

from contextlib import closing

import duckdb

from pipelines.engine import connect
from pipelines.errors import CheckError
from pipelines.settings import Settings
from pipelines.storing import estimates_file

_PLACES = {"dong": "dong_code", "gu": "gu_code", "city": None}
_NUMBERS = (
    "expected_unreached_count", "expected_unreached_low", "expected_unreached_high",
    "expected_unreached_low_50", "expected_unreached_high_50",
    "expected_unreached_per_1000_households", "expected_unreached_per_1000_households_low",
    "expected_unreached_per_1000_households_high", "expected_unseen_count", "expected_unseen_low",
    "expected_unseen_high", "expected_need_count", "expected_need_low", "expected_need_high",
)  # fmt: skip


def _queries(place: str) -> dict[str, str]:
    """The promises of one kind of place, by name."""
    key = _PLACES[place]
    table, keys = f"e.marts.unreached_by_{place}_month", f"{key}, month" if key else "month"
    on = f"e.month = c.month{f' and e.{key} = c.{key}' if key else ''}"
    # a missing number is null and never NaN, which every comparison would let pass
    faulty = " or ".join(f"{name} is null or isnan({name}::double)" for name in _NUMBERS)
    given = " or ".join(f"{name} is not null" for name in _NUMBERS)
    return {
        f"reached_and_unreached_by_{place}_are_the_need": (
            f"select e.month, expected_need_count, reached_count, expected_unreached_count "
            f"from {table} as e inner join w.marts.coverage_by_{place}_month as c on {on} where "
            f"e.refusal is null and (expected_need_count <> reached_count + "
            f"expected_unreached_count or expected_need_low <> reached_count + "
            f"expected_unreached_low or expected_need_high <> reached_count + "
            f"expected_unreached_high)"
        ),
        f"every_estimate_by_{place}_has_its_numbers": (
            f"select {keys} from {table} where refusal is null and ({faulty})"
        ),
        f"every_refusal_by_{place}_has_a_reason_and_no_number": (
            f"select {keys}, refusal from {table} where refusal is not null and ({given})"
        ),
        f"intervals_by_{place}_lie_around_their_middle": (
            f"select {keys} from {table} where not ("
            f"expected_unreached_low <= expected_unreached_low_50 "
            f"and expected_unreached_low_50 <= expected_unreached_count "
            f"and expected_unreached_count <= expected_unreached_high_50 "
            f"and expected_unreached_high_50 <= expected_unreached_high "
            f"and expected_unseen_count <= expected_unreached_count and expected_unseen_low >= 0)"
        ),
    }


PROMISES = {name: query for place in _PLACES for name, query in _queries(place).items()}


def check(settings: Settings, deployment: str) -> tuple[str, ...]:
    """The names of the promises of the estimates, each found to hold; none without estimates.

    Raises CheckError where one is broken, or the estimates are of another build.
    """
    path = estimates_file(settings, deployment, "unreached")
    warehouse = settings.warehouse(deployment) / "warehouse.duckdb"
    if not path.exists() or not warehouse.exists():
        return ()
    with closing(connect(settings)) as connection:
        connection.execute(f"attach {_literal(str(path))} as e (read_only)")
        connection.execute(f"attach {_literal(str(warehouse))} as w (read_only)")
        _require_same_build(connection, deployment)
        for name, query in PROMISES.items():
            broken = connection.execute(f"{query} limit 5").fetchall()
            if broken:
                shown = "; ".join(str(row) for row in broken)
                raise CheckError(
                    f"The estimates break their promise: {name.replace('_', ' ')}. Such as: "
                    f"{shown}. Run `dabokdong estimate -d {deployment}` and report it."
                )
    return tuple(PROMISES)


def _require_same_build(connection: duckdb.DuckDBPyConnection, deployment: str) -> None:
    ((made, stands),) = connection.execute(
        "select (select build_id from e.about), (select build_id from w.reference.build)"
    ).fetchall()
    if made != stands:
        raise CheckError(
            f"The estimates are of build {made}, the warehouse of {stands}. "
            f"Run `dabokdong estimate -d {deployment}`."
        )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
