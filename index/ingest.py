"""The write side of an archive: sources -> articles -> passages -> vectors, terms and rows on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path, PurePath

from index.embedder import Embedder
from index.errors import IndexExists, SourceError
from index.indexing import index_pending
from index.progress import OnProgress, Pace
from index.reading import read_files
from index.records import Record, Skipped
from index.resuming import ResumingEmbedder
from index.settings import IndexSettings
from index.store.article_sources import ArticleSources
from index.store.draft import draft_in
from index.store.generations import newest_generation, next_generation, publish, writing
from index.store.journal import Journal, journal_path
from index.store.manifest import (
    LAYOUT,
    MANIFEST_NAME,
    VECTORS_NAME,
    Manifest,
    Statistics,
    describe_files,
)
from index.store.vectors import FaissVectors
from index.survey import absolute, survey
from index.text.date_doubts import DateDoubts
from index.twins import SIGNATURES


class BuildReport(Record):
    """What a build did.

    `reused` passages had been embedded by a build that was cut off. Articles of `doubtful_dates` have the
    day that their metadata gives them.
    """

    statistics: Statistics
    repeated: int
    embedded: int
    reused: int
    skipped: tuple[Skipped, ...]
    doubtful_dates: DateDoubts
    seconds: float


def build(  # noqa: PLR0913 - what a build needs and may be told, each by name
    index: Path | str,
    sources: Sequence[Path | str],
    embedder: Embedder,
    settings: IndexSettings | None = None,
    *,
    replace: bool = False,
    wait: bool = False,
    on_progress: OnProgress = lambda _: None,
) -> BuildReport:
    """Build an index of `sources` (files and folders) at `index`.

    Everything is written into a folder aside; only when it is whole does the manifest point to it. A
    build that ends early leaves an index that stood there before as it was, and a journal: the same
    build, begun again, embeds only what is missing.

    Raises:
        IndexExists: there is an index already and `replace` is not set.
        SourceError: a source does not exist, or the sources hold no article that can be read.
        IndexBusy: another build is writing there, and `wait` is not set.
        IndexNotWritten: the disk does not take it.
        ModelError: the embedder's weights cannot be had.
    """
    index, settings = Path(index), settings or IndexSettings()
    _refuse_existing(index, replace=replace)
    places = [Path(source) for source in sources]
    pace = Pace(on_progress)
    with writing(index, wait=wait) as aside, draft_in(aside) as draft:
        _refuse_existing(index, replace=replace)
        _refuse_lost(index, replace=replace)
        found = survey(places)
        account = ArticleSources(draft.catalogue)
        reading = read_files(found.to_read, account, pace, found.skipped)
        account.settle()
        _refuse_nothing(reading.new, places, reading.skipped)
        with resuming(index, embedder) as resumed:
            index_pending(draft, resumed, settings.passage_length, pace, len(reading.skipped))
        statistics = draft.finish()
        manifest = Manifest(
            layout=LAYOUT,
            generation=next_generation(index),
            embedder=settings.embedder,
            fingerprint=embedder.fingerprint,
            dimension=FaissVectors.open(aside / VECTORS_NAME).dimension,
            passage_length=settings.passage_length,
            signatures=SIGNATURES,
            sources=source_names(places),
            statistics=statistics,
            files=describe_files(aside),
        )
        publish(index, aside, manifest)
    return BuildReport(
        statistics=statistics,
        repeated=reading.repeated,
        embedded=resumed.embedded,
        reused=resumed.reused,
        skipped=tuple(reading.skipped),
        doubtful_dates=reading.doubtful_dates,
        seconds=pace.seconds,
    )


@contextmanager
def resuming(index: Path, embedder: Embedder) -> Iterator[ResumingEmbedder]:
    """Give the embedder with the index's journal before it, which the publication deletes."""
    journal = Journal(journal_path(index, embedder.fingerprint), embedder.fingerprint)
    with closing(journal):
        yield ResumingEmbedder(embedder, journal)


def source_names(sources: Sequence[Path], before: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the absolute paths of sources as text, after those there were; none that lies below another."""
    names = [*before, *(absolute(path).decode("utf-8", "replace") for path in sources)]
    places = {name: PurePath(name) for name in names}
    return tuple(name for name, place in places.items() if not set(place.parents) & set(places.values()))


def _refuse_existing(index: Path, *, replace: bool) -> None:
    if index.exists() and not index.is_dir():
        raise SourceError(f"{index}: this is a file; an index is a folder. Choose another path.")
    if not replace and (index / MANIFEST_NAME).exists():
        raise IndexExists(
            f"{index}: there is an index already. Choose another path, bring it up to date"
            " (python -m index update), or replace it (--replace)."
        )


def _refuse_lost(index: Path, *, replace: bool) -> None:
    """Refuse generations without a manifest; those of a build that was cut off `writing` has taken away."""
    if not replace and newest_generation(index) is not None:
        raise IndexExists(
            f"{index}: there is an index that has lost its {MANIFEST_NAME}. Put it back"
            f" (python -m index check {index} --repair), or replace the index (--replace)."
        )


def _refuse_nothing(articles: int, sources: Sequence[Path], skipped: Sequence[Skipped]) -> None:
    if articles:
        return
    names = ", ".join(str(source) for source in sources)
    reasons = "".join(f"\n  {item}" for item in skipped[:10])
    raise SourceError(f"{names}: no article found ({len(skipped)} files or rows skipped).{reasons}")
