"""Make one deployment's extracts and its truth: the order of work, and whether to do it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from pipelines import atomic, engine
from pipelines.errors import InputError
from pipelines.invented import (
    audits,
    budgets,
    city,
    contributions,
    effort,
    organisations,
    places,
    population,
    rollout,
    staffing,
    surveys,
    truth,
)
from pipelines.invented.bad_rows import kinds_of, resident_numbers
from pipelines.invented.filing import Filing
from pipelines.invented.tables import City, household_ids
from pipelines.invention import UNFINISHED, Invention, digest, read_note, write_note
from pipelines.progress import SILENT, Progress
from pipelines.schema import FEEDS, VOCABULARIES
from pipelines.settings import Deployment, Settings

LOT_HOUSEHOLDS = 1_200_000
SMALLEST, LARGEST = 0.01, 60.0
LARGE_FEEDS = ("households", "signals", "reports", "cases", "visits", "services")
# these feeds bring their categories as codes, the others as Korean words
_AS_CODES = ("signal", "case_track", "closure_reason", "service_kind", "unit_of_measure", "funding")
_WORDS = ("composition", "tenure", "benefit_status", "report_channel", "urgency", "purpose", "role")


def make(
    settings: Settings,
    deployment: str,
    *,
    scale: float,
    seed: int,
    has_audit: bool = True,
    progress: Progress = SILENT,
) -> Path:
    """Folder of the invented extracts of a deployment, made if they are not there already.

    Writes `raw/<deployment>/<feed>.csv` for every feed, `INVENTED.json` beside them and the truth
    under `raw/truth/<deployment>/` (Parquet). The same scale and seed give the same bytes; where
    they stand already nothing is written.

    Parameters
    ----------
    scale
        Share of the real number of households: 1 is 1.34 M in Busan, 0.1 one in ten. Staff, money,
        organisations, population and surveys are real in size at any scale.
    seed
        Of everything invented.
    has_audit
        Whether random households are audited; without, every other extract has the same bytes.
    progress
        Told of each lot of Dongs.

    Raises
    ------
    InputError
        A scale outside 0.01 to 60, or an unknown deployment.
    """
    if not SMALLEST <= scale <= LARGEST:
        raise InputError(
            f"A scale of {scale:g} cannot be made; choose {SMALLEST:g} to {LARGEST:g}."
        )
    description = settings.deployment(deployment)
    folder = settings.raw(deployment)
    names = [f"{feed}.csv" for feed in FEEDS if has_audit or feed != "audits"]
    if _is_current(folder, (seed, scale, generator()), names):
        return folder
    atomic.make_private(folder)
    with engine.connect(settings) as connection:
        filing, keeper = _make_all(
            connection, settings, description, scale, seed, has_audit, progress
        )
    # the note stands beside the files at every moment, or they would pass for real ones
    write_note(folder, Invention(seed, scale, UNFINISHED, dict.fromkeys(names)))
    keeper.finish()
    filing.finish()
    if not has_audit:
        (folder / "audits.csv").unlink(missing_ok=True)
    made: dict[str, str | None] = {name: digest(folder / name) for name in names}
    write_note(folder, Invention(seed, scale, generator(), made))
    return folder


def generator() -> str:
    """Twelve hex digits over the package's code, its SQL, DuckDB's version and the vocabularies."""
    digest = hashlib.sha256(duckdb.__version__.encode())
    here = Path(__file__).parent
    for path in sorted([*here.glob("*.py"), *here.glob("sql/*.sql")]):
        digest.update(path.name.encode() + path.read_bytes())
    digest.update(repr(sorted(VOCABULARIES.items())).encode())
    digest.update(repr(sorted(FEEDS.items())).encode())
    return digest.hexdigest()[:12]


def truth_folder(settings: Settings, deployment: str) -> Path:
    """Where the planted truth lies; no pipeline reads it."""
    return settings.data / "raw" / "truth" / deployment


def _is_current(folder: Path, wanted: tuple[int, float, str], names: list[str]) -> bool:
    invention = read_note(folder)
    return (
        invention is not None
        and (invention.seed, invention.scale, invention.generator) == wanted
        and set(invention.files) == set(names)
        and all((folder / name).is_file() for name in names)
    )


def _make_all(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    deployment: Deployment,
    scale: float,
    seed: int,
    has_audit: bool,
    progress: Progress,
) -> tuple[Filing, truth.Truth]:
    """Draw everything; the extracts and the truth, complete but not yet in their places."""
    here = places.load(deployment, seed)
    calendar = rollout.calendar(settings, deployment, here.dongs, seed)
    treated = effort.ramp(calendar, here.months)
    ids, first_hid = household_ids(here, scale)
    whole = City(
        places=here,
        efforts={
            "with_rollout": effort.plan(here, calendar, treated, seed),
            "without_rollout": effort.plan(here, calendar, _without(treated, deployment), seed),
        },
        ids=ids,
        first_hid=first_hid,
        scale=scale,
        organisations=organisations.invent(here, seed),
    )
    keeper = truth.Truth(connection, truth_folder(settings, deployment.id), here)
    filing = Filing(connection, settings.raw(deployment.id))
    _prepare(connection, whole, seed)
    prefix = deployment.dong_prefixes[0]
    recut = _recut(here)
    with progress.stage(f"invented city: {deployment.id}", int(ids.sum()), "households") as advance:
        for lot in list(_lots(ids)):
            city.simulate(connection, whole, lot)
            for feed in LARGE_FEEDS:
                connection.execute(f"set variable offset_{feed} = {filing.rows.get(feed, 0)}")
            city.run_sql(connection, "case_numbers")
            for feed in LARGE_FEEDS:
                filing.add(feed, f"(\n{_text(f'rows_{feed}')}\n)", kinds_of(feed, prefix, recut))
            city.run_sql(connection, "audits")
            connection.execute(f"insert into main.audit_rows {_text('rows_audits')}")
            keeper.add_lot()
            advance(int(ids[lot].sum()))
    _file_small(filing, keeper, whole, calendar, deployment, seed, recut, has_audit)
    keeper.add_table("bad_rows", filing.bad_rows())
    keeper.join_lots()
    return filing, keeper


def _prepare(connection: duckdb.DuckDBPyConnection, whole: City, seed: int) -> None:
    """What every lot of households draws on: the city, its audits, words and organisations."""
    city.prepare(connection, whole, seed)
    audits.prepare(connection, whole.places, seed)
    _set_words(connection)
    given = whole.organisations
    numbers = given[["organisation_id"]].assign(n=np.arange(len(given)))
    connection.register("incoming", numbers)
    connection.execute("create or replace table main.organisation_numbers as from incoming")
    connection.unregister("incoming")


def _file_small(
    filing: Filing,
    keeper: truth.Truth,
    whole: City,
    calendar: pd.DataFrame,
    deployment: Deployment,
    seed: int,
    recut: tuple[str, str] | None,
    has_audit: bool,
) -> None:
    """The feeds that do not grow with the scale."""
    here, programme = whole.places, deployment.programme
    amounts, misallocations = budgets.invent(here, calendar, programme, seed)
    answers, effects = surveys.invent(here, calendar, seed)
    tables = {
        "population": population.invent(here),
        "organisations": whole.organisations,
        "rollout": rollout.file_rows(calendar, programme),
        "contributions": contributions.invent(here, whole.organisations, calendar, programme, seed),
        "budgets": amounts,
        "staff": staffing.invent(here, whole.efforts["with_rollout"], programme),
        "surveys": answers,
        **({"audits": audits.collected(filing.connection)} if has_audit else {}),
    }
    for feed, table in tables.items():
        columns = ["position", *(column.name for column in FEEDS[feed].columns)]
        filing.connection.register("incoming", table[columns])
        filing.add(feed, "incoming", kinds_of(feed, deployment.dong_prefixes[0], recut))
        filing.connection.unregister("incoming")
    keeper.add_table("budget_misallocations", misallocations)
    keeper.add_table("survey_effects", effects)


def _text(name: str) -> str:
    """The query of one file of `sql/`."""
    return (city.SQL / f"{name}.sql").read_text(encoding="utf-8")


def _without(treated: np.ndarray, deployment: Deployment) -> np.ndarray:
    """The ramp without the roll-out: none; unchanged where the programme was always there."""
    return treated * 0.0 if deployment.programme == "dabokdong" else treated


def _recut(here: places.Places) -> tuple[str, str] | None:
    """A code whose Dong began within the months, and the first day of its first month; or None."""
    codes = here.codes
    late = codes[codes["changed_on"] > here.months[24]]
    born = set(late["code_after"]) - set(codes.loc[codes["month_index"] == 0, "code"])
    if not born:
        return None
    code = max(born)
    return code, str(codes.loc[codes["code_after"] == code, "month_start"].min().date())


def _lots(ids: np.ndarray) -> Iterator[list[int]]:
    """Runs of Dongs with at most LOT_HOUSEHOLDS numbers (a larger Dong is a lot of its own)."""
    lot: list[int] = []
    for didx in range(len(ids)):
        if lot and ids[lot].sum() + ids[didx] > LOT_HOUSEHOLDS:
            yield lot
            lot = []
        lot.append(didx)
    yield lot


def _set_words(connection: duckdb.DuckDBPyConnection) -> None:
    """Lists of the words that stand in the files, in the order of the vocabularies."""
    for name in (*_WORDS, *_AS_CODES):
        values = VOCABULARIES[name].values
        words = [v.code if name in _AS_CODES else v.ko for v in values]
        listed = ", ".join(f"'{word}'" for word in words)
        connection.execute(f"set variable words_{name} = [{listed}]")
    numbers = ", ".join(f"'{number}'" for number in resident_numbers())
    connection.execute(f"set variable resident_numbers = [{numbers}]")
