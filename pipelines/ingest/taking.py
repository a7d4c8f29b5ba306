"""Taking extracts in: a file, or a folder of them, into landing Parquet, quarantine, manifest."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pipelines import atomic
from pipelines.engine import refusals
from pipelines.errors import InputError, LayoutError
from pipelines.ingest import comparing, entries
from pipelines.ingest.checking import check_and_write
from pipelines.ingest.extracts import extracts_in
from pipelines.ingest.places import Places
from pipelines.ingest.recognising import Recognised, recognise
from pipelines.ingest.writing import sweep
from pipelines.invention import digest
from pipelines.landing import LandedFile, Manifest, read_manifest, write_manifest
from pipelines.progress import SILENT, Progress
from pipelines.schema import FEEDS
from pipelines.settings import Settings


def ingest_file(
    settings: Settings,
    deployment: str,
    path: Path,
    *,
    feed: str | None = None,
    layout: str | None = None,
    replace_anyway: bool = False,
    progress: Progress = SILENT,
) -> LandedFile:
    """The extract as it has landed; what it throws new light on is taken again.

    Parameters
    ----------
    path
        CSV, XLSX or Parquet; anywhere. Its path (below raw/<deployment>, from there) is its
        source: another file of the same source and feed replaces the rows of the former.
    feed, layout
        Both are guessed from the headers when None; see `guess`. "labels" names the layout of a
        file whose headers are the feed's own labels.
    replace_anyway
        Let it replace a file of which more than twice as many rows were accepted.

    Returns
    -------
    LandedFile
        The entry of the manifest. Where the same content has landed with the same layout, the
        entry as it is; nothing is written.

    Raises
    ------
    InputError
        The file cannot be used at all, or is refused whole. Nothing was changed.
    LockedError
        Another run is writing the deployment.
    """
    described = settings.deployment(deployment)
    file = recognise(settings, Path(path), feed, layout)
    with atomic.lock(settings, deployment):
        run = _Run(settings, deployment, progress, Places(described), replace_anyway)
        sweep(settings, deployment)
        landed = run.take(file)
        run.settle()
        return run.now(landed)


def ingest_folder(
    settings: Settings,
    deployment: str,
    *,
    replace_anyway: bool = False,
    progress: Progress = SILENT,
) -> list[LandedFile]:
    """The extracts of raw/<deployment> as they have landed, in the order of the feeds.

    Files that have not changed are left alone, unless what they were compared with has: visits
    after their cases, and files with conflicts after another file of their feed. Files that are
    gone from the folder stay landed until `forget`.

    Raises InputError, as for one file, at the first file that cannot be used. One that can be seen
    from its header stops the run before anything has landed; after another, the files before it
    have.
    """
    folder = settings.raw(deployment)
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}; put the extracts there.")
    described = settings.deployment(deployment)
    order = list(FEEDS)
    files = sorted(
        (recognise(settings, path) for path in extracts_in(folder)),
        key=lambda file: (order.index(file.layout.feed), str(file.head.path)),
    )
    with atomic.lock(settings, deployment):
        run = _Run(settings, deployment, progress, Places(described), replace_anyway)
        sweep(settings, deployment)
        taken = [run.take(file) for file in files]
        run.settle()
        return [run.now(landed) for landed in taken]


def outdated(settings: Settings, deployment: str) -> list[str]:
    """A sentence for each landed file that must be ingested again, but whose extract is gone.

    It was compared with another file (visits with their cases, ids with those of other files)
    that has come or changed since.
    """
    files = read_manifest(settings, deployment).files
    return [
        f"{file.source} ({file.feed}) was compared with files that have changed since, and its "
        f"extract is gone or changed; ingest it again."
        for file in files
        if comparing.is_outdated(file, files)
    ]


def forget(settings: Settings, deployment: str, source: str) -> list[LandedFile]:
    """The landed files of a source, which are landed no more.

    `source` is as `describe` shows it. What was refused because of them is taken again where its
    extract is still there. Raises InputError for a source that has not landed.
    """
    described = settings.deployment(deployment)
    with atomic.lock(settings, deployment):
        files = read_manifest(settings, deployment).files
        forgotten = [file for file in files if file.source == source]
        if not forgotten:
            known = ", ".join(file.source for file in files) or "nothing"
            raise InputError(f"{source} has not landed in {deployment}. Landed: {known}.")
        kept = tuple(file for file in files if file.source != source)
        write_manifest(settings, deployment, Manifest(kept))
        sweep(settings, deployment)
        _Run(settings, deployment, SILENT, Places(described), replace_anyway=True).settle()
        return forgotten


class _Run:
    """One run over one or more files, under the deployment's lock."""

    def __init__(
        self,
        settings: Settings,
        deployment: str,
        progress: Progress,
        places: Places,
        replace_anyway: bool,
    ) -> None:
        self._settings = settings
        self._deployment = deployment
        self._progress = progress
        self._places = places
        self._replace_anyway = replace_anyway

    def now(self, landed: LandedFile) -> LandedFile:
        """A landed file as the manifest has it now."""
        files = read_manifest(self._settings, self._deployment).files
        key = (landed.source, landed.feed)
        return next(file for file in files if (file.source, file.feed) == key)

    def settle(self) -> None:
        """Take again what was compared with files that have changed since, until nothing is.

        Each round lets in what the round before made free; there are no more rounds than files.
        """
        for _ in read_manifest(self._settings, self._deployment).files:
            files = read_manifest(self._settings, self._deployment).files
            again = [file for file in files if comparing.is_outdated(file, files)]
            if not [file for file in again if self._take_again(file)]:
                return

    def _take_again(self, landed: LandedFile) -> bool:
        """Whether a landed file could be taken again: its extract is there as it was."""
        path = self._settings.raw(self._deployment) / landed.source  # an absolute one stays so
        if not path.is_file() or digest(path) != landed.content_hash:
            return False
        try:
            file = recognise(self._settings, path, landed.feed, landed.layout.partition("@")[0])
        except LayoutError:  # the layout has gone or changed
            return False
        self.take(file, again=True)
        return True

    def take(self, file: Recognised, *, again: bool = False) -> LandedFile:
        """One file as it has landed."""
        manifest = read_manifest(self._settings, self._deployment)
        path = file.head.path
        content_hash = digest(path)
        layout = entries.layout_id(self._settings, self._deployment, file)
        source = entries.source_of(self._settings, self._deployment, path)
        feed = file.layout.feed
        former = next((f for f in manifest.files if (f.source, f.feed) == (source, feed)), None)
        if not again and (there := _same_landed(manifest, former, content_hash, layout)):
            return there
        others = tuple(landed for landed in manifest.files if landed is not former)
        landed = LandedFile(
            file_id=entries.file_id(content_hash, layout, source, others),
            feed=feed,
            source=source,
            content_hash=content_hash,
            layout=layout,
            rows_read=0,
            rows_accepted=0,
            quarantined={},
            parquet="",
            invented=entries.invented(path, content_hash),
            ingested_at=datetime.now(UTC).isoformat(timespec="seconds"),
            replaced=former.replaced if former and again else entries.replaced(former),
        )
        entries.refuse_mixture(landed, others)
        with refusals(f"{path} could not be taken in"):
            landed = check_and_write(
                self._settings, self._deployment, file, landed, others, self._places, self._progress
            )
            landed = comparing.compared(self._settings.landing(self._deployment), landed, others)
            if former and again:
                landed = comparing.unless_same(
                    self._settings.landing(self._deployment), former, landed
                )
            elif former and not self._replace_anyway:
                self._refuse_loss(former, landed)
            files = (*others, landed)
            if again:  # its place too
                files = tuple(landed if f is former else f for f in manifest.files)
            write_manifest(self._settings, self._deployment, Manifest(files))
        sweep(self._settings, self._deployment)
        return landed

    def _refuse_loss(self, former: LandedFile, landed: LandedFile) -> None:
        """Keep a good file from being replaced by one that is mostly refused or cut short."""
        if landed.rows_accepted * 2 >= former.rows_accepted:
            return
        sweep(self._settings, self._deployment)
        refused = ", ".join(f"{count:,} {reason}" for reason, count in landed.quarantined.items())
        raise InputError(
            f"{landed.source} would replace {former.rows_accepted:,} rows by "
            f"{landed.rows_accepted:,} (of {landed.rows_read:,} read; quarantined: "
            f"{refused or 'none'}). Nothing was changed; ask for it again, or say --replace-anyway."
        )


def _same_landed(
    manifest: Manifest, former: LandedFile | None, content_hash: str, layout: str
) -> LandedFile | None:
    """The landed file that holds this content already, if the source need not be taken again."""
    same = [f for f in manifest.files if (f.content_hash, f.layout) == (content_hash, layout)]
    # a known source with other content is replaced, even by what another one has brought
    if former in same or (same and former is None):
        return former or same[0]
    return None
