"""Bring an index up to date: what is new comes in, what changed is replaced, what is gone goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from index.change import publish_change, remove_articles, renew_language
from index.embedder import Embedder
from index.errors import IndexMismatch
from index.indexing import index_pending
from index.ingest import build, resuming, source_names
from index.progress import OnProgress, Pace
from index.reading import read_files
from index.records import Record, Skipped
from index.settings import IndexSettings
from index.store.article_sources import ArticleSources, count_leaving
from index.store.catalogue import Catalogue
from index.store.draft import draft_in
from index.store.generations import writing
from index.store.manifest import (
    CATALOGUE_NAME,
    MANIFEST_NAME,
    Manifest,
    Statistics,
    check_fingerprint,
    check_sizes,
    read_manifest,
)
from index.survey import Survey, survey
from index.text.date_doubts import DateDoubts
from index.twins import SIGNATURES


class UpdateReport(Record):
    """What an update did.

    `replaced` articles have a new text under the same record, `kept` ones are gone from the sources but were
    not to be removed. `reused` passages had been embedded before. `doubtful_dates` are those of articles
    that came in, with the day that their metadata gives them.
    """

    statistics: Statistics
    added: int
    replaced: int
    removed: int
    kept: int
    embedded: int
    reused: int
    skipped: tuple[Skipped, ...]
    doubtful_dates: DateDoubts = DateDoubts()
    seconds: float


def update(  # noqa: PLR0913 - what an update needs and may be told, each by name
    index: Path | str,
    sources: Sequence[Path | str],
    embedder: Embedder,
    settings: IndexSettings | None = None,
    *,
    remove_gone: Callable[[int], bool] = lambda _: False,
    wait: bool = False,
    on_progress: OnProgress = lambda _: None,
) -> UpdateReport:
    """Bring the index at `index` up to date with `sources`, which need not be all that it was built from.

    A file that has not changed is not read, a text that has not changed is not embedded. An article stays
    cut as it was: a line that only later articles show to recur stays in the passages of those before them,
    until a build. Readers see the old state until the new one is whole. Where there is no index, one is
    built.

    Args:
        index: folder of the index.
        sources: files and folders.
        embedder: the model that the index was built with.
        settings: the passage length, if it is set, must be the index's.
        remove_gone: asked, with the number of articles that would leave, whether what the sources no longer
            hold is to be removed.
        wait: wait for another writer's end.
        on_progress: told how far it is.

    Raises:
        SourceError: a source does not exist, or no article would be left.
        IndexDamaged: the index is not whole.
        IndexMismatch: another layout, model, passage length or way to sign articles built it.
        IndexBusy: another writer is there, and `wait` is not set.
        IndexNotWritten: the disk does not take it.
        ModelError: the embedder's weights cannot be had.
    """
    index, settings = Path(index), settings or IndexSettings()
    places = [Path(source) for source in sources]
    if not (index / MANIFEST_NAME).exists():
        return _built(index, places, embedder, settings, wait=wait, on_progress=on_progress)
    pace = Pace(on_progress)
    with writing(index, wait=wait) as aside:
        before = _manifest_of(index, embedder, settings)
        generation = index / before.generation
        found, leaving = _look(generation / CATALOGUE_NAME, places)
        agreed = not found.to_read and leaving > 0 and remove_gone(leaving)
        if not found.to_read and not agreed and (leaving or not found.gone):
            return _nothing_done(before, found.skipped, leaving, pace)
        with draft_in(aside, generation) as draft, resuming(index, embedder) as resumed:
            account = ArticleSources(draft.catalogue)
            reading = read_files(found.to_read, account, pace, found.skipped)
            replaced, translated = account.settle()
            in_scope = [*found.unchanged, *account.files_read]
            if found.to_read:
                leaving = count_leaving(draft.catalogue.writer, found.gone, in_scope)
                agreed = leaving > 0 and remove_gone(leaving)
            if not (account.files_read or reading.new or agreed) and (leaving or not found.gone):
                return _nothing_done(before, reading.skipped, leaving, pace)
            goes = agreed or not leaving
            if goes:
                account.forget_files(found.gone)
                account.forget_gone(in_scope)
            removed, translated_too = account.settle()
            journal = resumed.journal if draft.catalogue.pending().articles else None
            remove_articles(draft, [*replaced, *removed], journal)
            renew_language(draft, [*translated, *translated_too])
            index_pending(draft, resumed, before.passage_length, pace, len(reading.skipped))
            known = source_names(places, before.sources)
            statistics = publish_change(index, draft, before, known, "this update")
    return UpdateReport(
        statistics=statistics,
        added=max(0, reading.new - len(replaced)),
        replaced=len(replaced),
        removed=len(removed),
        kept=0 if goes else leaving,
        embedded=resumed.embedded,
        reused=resumed.reused,
        skipped=tuple(reading.skipped),
        doubtful_dates=reading.doubtful_dates,
        seconds=pace.seconds,
    )


def _manifest_of(index: Path, embedder: Embedder, settings: IndexSettings) -> Manifest:
    manifest = read_manifest(index)
    check_sizes(index, manifest)
    check_fingerprint(index, manifest, embedder.fingerprint)
    if manifest.signatures != SIGNATURES:
        raise IndexMismatch(
            f"{index}: the signatures of its articles were made otherwise ({manifest.signatures}; now"
            f" {SIGNATURES}), so twins would not be found. Build the index again"
            " (python -m index build --replace)."
        )
    is_set = "passage_length" in settings.model_fields_set
    if is_set and settings.passage_length != manifest.passage_length:
        raise IndexMismatch(
            f"{index}: built with passages of {manifest.passage_length} characters, but the settings say"
            f" {settings.passage_length}. Leave passage_length out of them, or build the index again"
            " (python -m index build --replace)."
        )
    return manifest


def _look(catalogue: Path, sources: Sequence[Path]) -> tuple[Survey, int]:
    """Compare the sources with what was read of them; count the articles that would leave if nothing came."""
    rows = Catalogue(catalogue)
    with closing(rows), rows.connection() as connection:
        found = survey(sources, connection)
        return found, count_leaving(connection, found.gone, found.unchanged)


def _nothing_done(before: Manifest, skipped: Sequence[Skipped], kept: int, pace: Pace) -> UpdateReport:
    return UpdateReport(
        statistics=before.statistics,
        added=0,
        replaced=0,
        removed=0,
        kept=kept,
        embedded=0,
        reused=0,
        skipped=tuple(skipped),
        seconds=pace.seconds,
    )


def _built(  # noqa: PLR0913 - what an update needs
    index: Path,
    sources: Sequence[Path],
    embedder: Embedder,
    settings: IndexSettings,
    *,
    wait: bool,
    on_progress: OnProgress,
) -> UpdateReport:
    built = build(index, sources, embedder, settings, wait=wait, on_progress=on_progress)
    return UpdateReport(
        statistics=built.statistics,
        added=built.statistics.articles,
        replaced=0,
        removed=0,
        kept=0,
        embedded=built.embedded,
        reused=built.reused,
        skipped=built.skipped,
        doubtful_dates=built.doubtful_dates,
        seconds=built.seconds,
    )
