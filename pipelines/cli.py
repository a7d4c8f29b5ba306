"""The `dabokdong` command. Each command is a few calls into the rooms; none computes.

Exit codes: 0 done; 1 an error of the data; 2 an input that cannot be used; 3 a broken check;
4 disclosure; 5 nothing built yet; 6 another run is at work. Messages go to standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from pipelines import settings as settings_module
from pipelines.errors import DabokdongError, InputError
from pipelines.settings import Settings
from pipelines.terminal import listener

app = typer.Typer(
    help="Welfare coverage by Dong: from the offices' own records to published maps.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# 0.1 = 134,000 households: both deployments side by side stay under a minute, and every Dong
# still has enough households at risk for its map to mean something.
DEMO_SCALE = 0.1
DEMO_SEED = 2014

DeploymentOption = Annotated[
    str, typer.Option("--deployment", "-d", help="Which deployment, such as busan_dabokdong.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, only results.")]
Port = Annotated[int, typer.Option(help="Port of the dashboard.")]
Host = Annotated[
    str, typer.Option(help="Address to listen on. Any but 127.0.0.1 shows the open release alone.")
]
DEFAULT_DEPLOYMENT = "busan_dabokdong"


@app.command()
def demo(
    scale: Annotated[float, typer.Option(help="1 = 1.34 M households in Busan.")] = DEMO_SCALE,
    seed: Annotated[int, typer.Option(help="The same seed makes the same city.")] = DEMO_SEED,
    fresh: Annotated[bool, typer.Option(help="Make and build everything anew.")] = False,
    audit: Annotated[
        bool, typer.Option("--audit/--no-audit", help="With random households visited, or not.")
    ] = True,
    serve_after: Annotated[bool, typer.Option("--serve/--no-serve", help="Open it.")] = True,
    host: Host = "127.0.0.1",
    port: Port = 8501,
    quiet: Quiet = False,
) -> None:
    """Make the invented city and everything from it; serve it."""
    from pipelines import demo as demo_module

    for report in demo_module.make_all(
        settings_module.load(),
        scale=scale,
        seed=seed,
        fresh=fresh,
        has_audit=audit,
        progress=listener(quiet=quiet),
    ):
        typer.echo(report)
    if serve_after:
        _serve(host, port)


@app.command()
def ingest(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Extracts; none: the whole raw folder."),
    ] = None,
    deployment: DeploymentOption = DEFAULT_DEPLOYMENT,
    feed: Annotated[str | None, typer.Option(help="Which feed it is; guessed if left out.")] = None,
    layout: Annotated[str | None, typer.Option(help="Layout of data/reference/layouts.")] = None,
    quiet: Quiet = False,
    replace_anyway: Annotated[
        bool, typer.Option("--replace-anyway", help="Even by less than half of the rows.")
    ] = False,
    forget: Annotated[
        str | None, typer.Option(help="A source, as listed when it landed, to take out again.")
    ] = None,
) -> None:
    """Take extracts in; each row is accepted or quarantined."""
    from pipelines import ingest as ingest_module

    settings = settings_module.load()
    if forget is not None and (files or feed or layout):
        raise InputError("--forget takes a source out again and reads no file; give it alone.")
    if not files and (feed or layout):
        raise InputError("--feed and --layout say what a file is; name the file they are of.")
    if forget is not None:
        for file in ingest_module.forget(settings, deployment, forget):
            typer.echo(f"{file.source}: its {file.rows_accepted:,} rows of {file.feed} are gone.")
    elif files:
        _ingest_files(settings, deployment, files, feed, layout, replace_anyway, quiet)
    else:
        _ingest_folder(settings, deployment, replace_anyway, quiet)
    for sentence in ingest_module.outdated(settings, deployment):
        typer.echo(sentence, err=True)


@app.command()
def build(deployment: DeploymentOption = DEFAULT_DEPLOYMENT, quiet: Quiet = False) -> None:
    """Build the warehouse and run every check on it."""
    _build(settings_module.load(), deployment, quiet)


@app.command()
def estimate(deployment: DeploymentOption = DEFAULT_DEPLOYMENT, quiet: Quiet = False) -> None:
    """Estimate the unreached, the trial's effects and the balance."""
    _estimate(settings_module.load(), deployment, quiet)


@app.command()
def publish(deployment: DeploymentOption = DEFAULT_DEPLOYMENT, quiet: Quiet = False) -> None:
    """Publish the aggregates, through the disclosure gate."""
    _publish(settings_module.load(), deployment, quiet)


@app.command()
def run(deployment: DeploymentOption = DEFAULT_DEPLOYMENT, quiet: Quiet = False) -> None:
    """Ingest, build, estimate, publish: the nightly job."""
    ingest(None, deployment, None, None, quiet)
    _build(settings_module.load(), deployment, quiet)
    _estimate(settings_module.load(), deployment, quiet)
    _publish(settings_module.load(), deployment, quiet)


@app.command()
def serve(host: Host = "127.0.0.1", port: Port = 8501) -> None:
    """Serve the dashboard of what is published."""
    _serve(host, port)


@app.command()
def check(deployment: DeploymentOption = DEFAULT_DEPLOYMENT) -> None:
    """Run every check on the warehouse and the estimates."""
    from pipelines import warehouse
    from pipelines.budget import promises as of_budgets
    from pipelines.risk import promises

    names = warehouse.check(settings_module.load(), deployment)
    names += promises.check(settings_module.load(), deployment)
    names += of_budgets.check(settings_module.load(), deployment)
    for name in names:
        typer.echo(f"holds: {name.replace('_', ' ')}")
    typer.echo(f"{deployment}: all {len(names)} checks hold.")


@app.command()
def bench(
    visits: Annotated[int, typer.Option(help="Visits of the larger run.")] = 10_000_000,
    only: Annotated[str | None, typer.Option(help="ingest, build, growth or peers.")] = None,
    pages: Annotated[
        bool, typer.Option("--pages", help="The pages instead, on what is published.")
    ] = False,
    risk: Annotated[
        bool, typer.Option("--risk", help="The unreached against the invented city's truth.")
    ] = False,
    budget: Annotated[
        bool, typer.Option("--budget", help="The plans of moves, on the published invented city.")
    ] = False,
    trial: Annotated[
        int, typer.Option(help="Against the planted effect of the roll-out, in so many cities.")
    ] = 0,
    scale: Annotated[float, typer.Option(help="Of the invented city of --risk, --trial.")] = 0.3,
    seed: Annotated[int, typer.Option(help="Of the first of these.")] = DEMO_SEED,
) -> None:
    """Print speed as ratios measured in one run."""
    lines: Iterable[str]
    if risk:
        from pipelines.bench import risk as risk_bench

        lines = risk_bench.run_risk(settings_module.load(), scale=scale, seed=seed)
    elif trial:
        from pipelines.bench import trial as trial_bench

        lines = trial_bench.run_trial(settings_module.load(), scale=scale, seed=seed, seeds=trial)
    elif budget:
        from pipelines.bench import budget as budget_bench

        lines = budget_bench.run_budget(settings_module.load())
    elif pages:
        from dashboard import bench as page_bench

        lines = page_bench.run(DEFAULT_DEPLOYMENT)
    else:
        from pipelines import bench as bench_module

        lines = bench_module.run(settings_module.load(), visits=visits, only=only)
    for line in lines:
        typer.echo(line)


@app.command()
def visits(
    dong: Annotated[str, typer.Option(help="10-digit code of the Dong.")],
    capacity: Annotated[int, typer.Option(help="How many households it can visit.")],
    explore: Annotated[
        int, typer.Option(help="Of a hundred visits, those to households drawn at random.")
    ] = 10,
    deployment: DeploymentOption = DEFAULT_DEPLOYMENT,
    replace: Annotated[
        bool, typer.Option("--replace", help="Even where the month's list is there.")
    ] = False,
) -> None:
    """Write a Dong office's list of households to visit; logged."""
    from datetime import UTC, datetime

    from pipelines.export.visit_file import to_visit_csv
    from pipelines.landing import read_manifest
    from pipelines.risk import visits as visits_module

    settings = settings_module.load()
    listed = visits_module.list_visits(
        settings, deployment, dong, capacity=capacity, explore_percent=explore
    )
    files = read_manifest(settings, deployment).files
    content = to_visit_csv(
        listed,
        name=settings.deployment(deployment).name_ko,
        is_invented=any(file.invented for file in files),
    )
    path = visits_module.write_list(
        settings, listed, content, logged_at=datetime.now(UTC), replace=replace
    )
    typer.echo(
        f"{len(listed.rows)} households of Dong {dong} for {listed.month:%Y-%m}, {listed.explored} "
        f"of them drawn at random, are in {path}; the access log says so."
    )


@app.command("model-card")
def model_card(
    deployment: DeploymentOption = DEFAULT_DEPLOYMENT,
    language: Annotated[str, typer.Option(help="ko or en.")] = "ko",
    output: Annotated[Path | None, typer.Option(help="A file; none: standard output.")] = None,
) -> None:
    """Print the model card of the estimates as Markdown."""
    from pipelines.risk import card

    text = card.model_card(settings_module.load(), deployment, language)
    if output is None:
        typer.echo(text, nl=False)
        return
    if output.exists():
        raise InputError(f"{output} is there already. Name another file, or move it away.")
    output.write_text(text, encoding="utf-8")
    typer.echo(f"The model card of {deployment} is in {output}.")


@app.command()
def boundaries(
    path: Annotated[Path, typer.Argument(help="GeoJSON, TopoJSON, GeoPackage or Shapefile.")],
    deployment: DeploymentOption = DEFAULT_DEPLOYMENT,
) -> None:
    """Read a boundary file and report what is wrong with it."""
    from pipelines import geography

    entry = settings_module.load().deployment(deployment)
    file = geography.read_boundaries(path, on=entry.boundaries_on, prefixes=entry.dong_prefixes)
    typer.echo(geography.describe(file))


@app.command()
def doctor() -> None:
    """Say what is installed, present and ready to run offline."""
    from pipelines import doctor as doctor_module

    findings = doctor_module.examine(settings_module.load())
    for finding in findings:
        typer.echo(str(finding))
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)


def _ingest_folder(settings: Settings, deployment: str, replace_anyway: bool, quiet: bool) -> None:
    from pipelines import ingest as ingest_module

    landed = ingest_module.ingest_folder(
        settings, deployment, replace_anyway=replace_anyway, progress=listener(quiet=quiet)
    )
    for sentence in ingest_module.left_alone(settings, deployment):
        typer.echo(sentence, err=True)
    for file in landed:
        typer.echo(ingest_module.describe(file))


def _ingest_files(
    settings: Settings,
    deployment: str,
    paths: list[Path],
    feed: str | None,
    layout: str | None,
    replace_anyway: bool,
    quiet: bool,
) -> None:
    from pipelines import ingest as ingest_module

    progress = listener(quiet=quiet)
    landed = [
        ingest_module.ingest_file(
            settings,
            deployment,
            path,
            feed=feed,
            layout=layout,
            replace_anyway=replace_anyway,
            progress=progress,
        )
        for path in paths
    ]
    for file in landed:
        typer.echo(ingest_module.describe(file))


def _build(settings: Settings, deployment: str, quiet: bool) -> None:
    from pipelines import warehouse

    report = warehouse.build(settings, deployment, progress=listener(quiet=quiet))
    state = "is current" if report.was_current else "built"
    typer.echo(
        f"{deployment}: build {report.build_id} {state}, "
        f"{len(report.table_rows)} tables, {len(report.check_names)} checks hold."
    )


def _estimate(settings: Settings, deployment: str, quiet: bool) -> None:
    from pipelines import estimates

    report = estimates.make_estimates(settings, deployment, progress=listener(quiet=quiet))
    state = "are current" if report.was_current else "estimated"
    rows = report.unreached.table_rows["unreached_by_dong_month"]
    typer.echo(f"{deployment}: the unreached {state} ({rows:,} Dong-months).")
    effects = report.trial.table_rows["trial_effects"]
    typer.echo(f"{deployment}: the roll-out is evaluated ({effects:,} effects or refusals).")
    balanced = report.budget.table_rows["imbalance_by_dong_year"]
    typer.echo(f"{deployment}: budgets stand beside need ({balanced:,} rows of Dongs).")
    if report.why_no_households:
        typer.echo(f"{deployment}: households are not ordered. {report.why_no_households}")


def _publish(settings: Settings, deployment: str, quiet: bool) -> None:
    from pipelines import publish as publish_module

    report = publish_module.publish(settings, deployment, progress=listener(quiet=quiet))
    typer.echo(f"{deployment}: build {report.build_id} is published in {report.folder}.")


def _serve(host: str, port: int) -> None:
    from dashboard import asgi

    asgi.run(host=host, port=port)


def main() -> None:
    """Run the command; an error of the user's is one sentence, without a traceback."""
    try:
        app()
    except DabokdongError as error:
        print(error, file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except OSError as error:
        print(f"The system refused: {error}. Mend that and run the command again.", file=sys.stderr)
        raise SystemExit(1) from None
