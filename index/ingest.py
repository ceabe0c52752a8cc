"""The write side of an archive: sources -> articles -> passages -> vectors, terms and rows on disk."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

from filelock import FileLock, Timeout

from index.embedder import Embedder
from index.errors import IndexExists, SourceError, UnusableIndex
from index.passages import split_article
from index.readers.registry import read_sources
from index.records import Article, Passage, Record, Skipped
from index.settings import IndexSettings
from index.store.catalogue import Catalogue
from index.store.lexical import TantivyIndex
from index.store.manifest import (
    LAYOUT,
    MANIFEST_NAME,
    Manifest,
    Statistics,
    describe_files,
    flush_folder,
    write_manifest,
)
from index.store.vectors import FaissVectors
from index.text.terms import terms

# Passages embedded in one call: long enough to sort them by length, short enough to keep memory flat.
WINDOW = 512


class Progress(Record):
    """How far a build is."""

    articles: int
    passages: int
    skipped: int
    seconds: float


class BuildReport(Record):
    """What a build did."""

    statistics: Statistics
    repeated: int
    skipped: tuple[Skipped, ...]
    seconds: float


def build(  # noqa: PLR0913 - what a build needs and may be told, each by name
    index: Path | str,
    sources: Sequence[Path | str],
    embedder: Embedder,
    settings: IndexSettings | None = None,
    *,
    replace: bool = False,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> BuildReport:
    """Build an index of `sources` (files and folders) at `index`.

    Everything is written into a folder aside; only when it is whole does the manifest point to it. A
    build that ends early leaves an index that stood there before as it was.

    Raises:
        IndexExists: there is an index already and `replace` is not set.
        SourceError: a source does not exist, or the sources hold no article that can be read.
        UnusableIndex: another build is writing there.
        ModelError: the embedder's weights cannot be had.
    """
    index, settings = Path(index), settings or IndexSettings()
    if (index / MANIFEST_NAME).exists() and not replace:
        raise IndexExists(
            f"{index}: there is an index already. Choose another path, or replace it (--replace)."
        )
    if index.exists() and not index.is_dir():
        raise SourceError(f"{index}: this is a file; an index is a folder. Choose another path.")
    articles = read_sources([Path(source) for source in sources])
    started = time.monotonic()

    def tell(articles: int, passages: int, skipped: int) -> None:
        seconds = time.monotonic() - started
        on_progress(Progress(articles=articles, passages=passages, skipped=skipped, seconds=seconds))

    with _folder_aside(index) as aside:
        skipped, repeated = _write_generation(aside, articles, embedder, settings, tell)
        statistics = _statistics(aside)
        _refuse_nothing(statistics, sources, skipped)
        _publish(index, aside, embedder, settings, statistics)
    seconds = time.monotonic() - started
    return BuildReport(statistics=statistics, repeated=repeated, skipped=tuple(skipped), seconds=seconds)


def text_to_embed(article: Article, passage: Passage) -> str:
    """Return what the embedder reads of a passage: its article's title gives it its subject."""
    return f"{article.title}. {passage.text}" if article.title else passage.text


@contextmanager
def _folder_aside(index: Path) -> Iterator[Path]:
    """Give a folder inside `index` to write into, to one build at a time; after an error it is gone."""
    is_new = not index.exists()
    index.mkdir(parents=True, exist_ok=True)
    lock = FileLock(index / ".building.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise UnusableIndex(f"{index}: another build is writing there. Wait for its end.") from None
    aside = index / ".building"
    try:
        # A build that was killed may have left its own.
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        yield aside
    except BaseException:
        shutil.rmtree(index if is_new else aside, ignore_errors=True)
        raise
    finally:
        lock.release()


def text_to_count(article: Article, passages: Sequence[Passage], number: int) -> str:
    """Return the words that count for a passage: its article's title, its own and those of its neighbours.

    A passage says "he" where the one before it gives the name. On two sets of French questions the
    neighbours' words raise R@1 of the fused search by .009 and .010 (benchmarks/retrieval.py).
    """
    first, last = passages[max(0, number - 1)], passages[min(len(passages) - 1, number + 1)]
    return f"{article.title}. {article.text[first.start : last.end]}"


def _write_generation(
    folder: Path,
    articles: Iterator[Article | Skipped],
    embedder: Embedder,
    settings: IndexSettings,
    tell: Callable[[int, int, int], None],
) -> tuple[list[Skipped], int]:
    """Write catalogue, terms and vectors into `folder`; return what was skipped and how many came twice."""
    skipped: list[Skipped] = []
    repeated = article_count = passage_count = 0
    with ExitStack() as stack:
        catalogue = Catalogue(folder / "catalogue.sqlite", writable=True)
        stack.callback(catalogue.close)
        lexical = TantivyIndex(folder / "lexical", writable=True)
        stack.callback(lexical.close)
        vectors = FaissVectors(embedder.dimension)

        def passages() -> Iterator[tuple[int, str]]:
            nonlocal repeated, article_count
            for article in articles:
                if isinstance(article, Skipped):
                    skipped.append(article)
                    continue
                cut = split_article(article, settings.passage_length)
                keys = catalogue.add(article, cut)
                repeated += not keys
                article_count += bool(keys)
                for number, key in enumerate(keys):
                    words = terms(text_to_count(article, cut, number), article.language)
                    lexical.add(key, article.language, words)
                    yield key, text_to_embed(article, cut[number])

        waiting = passages()
        while window := list(islice(waiting, WINDOW)):
            vectors.add([key for key, _ in window], embedder.embed_passages([text for _, text in window]))
            passage_count += len(window)
            tell(article_count, passage_count, len(skipped))
        vectors.save(folder / "vectors.faiss")
    return skipped, repeated


def _statistics(folder: Path) -> Statistics:
    catalogue = Catalogue(folder / "catalogue.sqlite")
    try:
        return catalogue.statistics()
    finally:
        catalogue.close()


def _publish(
    index: Path, aside: Path, embedder: Embedder, settings: IndexSettings, statistics: Statistics
) -> None:
    """Make the folder aside the index's generation, and remove the one that it replaces."""
    # By their folders, not by the manifest: a damaged index can be replaced as well.
    older = sorted(index.glob("generation-[0-9]*"))
    generation = f"generation-{int(older[-1].name.rsplit('-', 1)[1]) + 1 if older else 1:06d}"
    for lock in aside.rglob(".tantivy-*.lock"):
        lock.unlink()
    manifest = Manifest(
        layout=LAYOUT,
        generation=generation,
        embedder=settings.embedder,
        fingerprint=embedder.fingerprint,
        dimension=embedder.dimension,
        passage_length=settings.passage_length,
        statistics=statistics,
        files=describe_files(aside),
    )
    aside.rename(index / generation)
    flush_folder(index)
    write_manifest(index, manifest)
    for folder in older:
        shutil.rmtree(folder, ignore_errors=True)


def _refuse_nothing(
    statistics: Statistics, sources: Sequence[Path | str], skipped: Sequence[Skipped]
) -> None:
    if statistics.articles:
        return
    names = ", ".join(str(source) for source in sources)
    reasons = "".join(f"\n  {item}" for item in skipped[:10])
    raise SourceError(f"{names}: no article found ({len(skipped)} files or rows skipped).{reasons}")
