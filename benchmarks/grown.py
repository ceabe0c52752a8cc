"""Print whether a large archive is indexed as fast at its end as at its start, and what it takes.

    python benchmarks/grown.py SOURCE… [--articles 34000] [--folder FOLDER]

The archive is made of the articles of the sources, over and over. For each round all their sentences are
permuted by a fixed seed, over the whole archive, and dealt to articles with as many sentences as the real
ones: so it has the words, the lengths and the dates of a real archive, and no article is a version of
another. The build runs in a process of its own, for its own peak memory. The queries are titles.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from index.archive_index import ArchiveIndex
from index.embedder import load_embedder
from index.progress import Progress
from index.readers.registry import read_sources
from index.records import Article
from index.text.sentences import split_sentences

SENTENCES_A_PARAGRAPH = 3
QUERIES = 200
SEED = 34
PARTS = 10
MEBIBYTE = 2**20

Row = dict[str, Any]


def main() -> None:
    """Make the archive, index it in a process of its own, search it, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sources", type=Path, nargs="+", metavar="SOURCE")
    parser.add_argument("--articles", type=int, default=34_000)
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary folder)")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    parsed = parser.parse_args()
    if parsed.alone:
        build_alone(parsed.sources[0], parsed.folder)
        return
    with contextlib.ExitStack() as stack:
        folder = parsed.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        archive, index = folder / "grown.jsonl", folder / "index"
        write(archive, islice(grown(parsed.sources), parsed.articles))
        command = [sys.executable, __file__, str(archive), "--alone", "--folder", str(index)]
        subprocess.run(command, check=True)  # noqa: S603 - this script itself
        report_searches(index)


def grown(sources: Sequence[Path]) -> Iterator[Row]:
    """Give articles without end, made of the sentences of those of the sources."""
    real = [found for found in read_sources(sources) if isinstance(found, Article)]
    texts = [[article.text[start:end] for start, end in split_sentences(article.text)] for article in real]
    titles = [article.title for article in real]
    sentences = [sentence for text in texts for sentence in text]
    order = random.Random(SEED)  # noqa: S311 - an order, not a secret
    for number in count():
        order.shuffle(sentences)
        order.shuffle(titles)
        dealt = iter(sentences)
        for place, (article, text) in enumerate(zip(real, texts, strict=True)):
            yield {
                "id": f"{number}-{place}",
                "title": titles[place],
                "text": as_paragraphs(list(islice(dealt, len(text)))),
                "date": article.published.isoformat() if article.published else None,
            }


def as_paragraphs(sentences: Sequence[str]) -> str:
    """Join sentences, a few to a paragraph: a paragraph of one that comes back would be a recurring line."""
    starts = range(0, len(sentences), SENTENCES_A_PARAGRAPH)
    return "\n\n".join(" ".join(sentences[start : start + SENTENCES_A_PARAGRAPH]) for start in starts)


def write(path: Path, rows: Iterator[Row]) -> None:
    """Write rows as JSONL."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def build_alone(archive: Path, index: Path) -> None:
    """Build, and print the rate of each tenth of the passages, seconds, peak memory and size on disk."""
    from index.ingest import build

    seen: list[Progress] = []
    embedder = load_embedder()
    embedder.embed_query("warm")
    report = build(index, [archive], embedder, replace=True, on_progress=seen.append)
    embedding = [progress for progress in seen if progress.step == "embedding"]
    print(f"{report.statistics.articles:,} articles, {report.statistics.passages:,} passages")
    print(f"whole build {report.seconds:.0f} s, {report.seconds - embedding[-1].seconds:.0f} s of it reading")
    moments, passages = zip(*((one.seconds, one.embedded) for one in embedding), strict=True)
    bounds = np.interp(np.linspace(0, passages[-1], PARTS + 1), [0, *passages], [0.0, *moments])
    rates = passages[-1] / PARTS / np.diff(bounds)
    print("passages/s by tenth: " + " ".join(f"{rate:.1f}" for rate in rates))
    print(f"last tenth / first tenth: {rates[-1] / rates[0]:.2f} (bar .90)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    print(f"peak memory {peak:.0f} MiB, mapped files included; index {size / MEBIBYTE:.0f} MiB")


def report_searches(index: Path) -> None:
    """Print the seconds to open, and of searches for titles, the embedding of the query counted apart."""
    embedder = load_embedder()
    embedder.embed_query("warm")
    started = time.perf_counter()
    archive = ArchiveIndex.open(index, embedder)
    print(f"opened in {(time.perf_counter() - started) * 1e3:.0f} ms")
    with contextlib.closing(archive):
        titles = sorted({article.title for article in islice(archive.catalogue.articles(), 4 * QUERIES)})
        queries = random.Random(SEED).sample(titles, min(QUERIES, len(titles)))  # noqa: S311 - see above
        archive.search(queries[0])
        embedding, searching = [], []
        for query in queries:
            started = time.perf_counter()
            embedder.embed_query(query)
            embedded = time.perf_counter()
            archive.search(query)
            embedding.append(embedded - started)
            searching.append(time.perf_counter() - embedded)
    for name, seconds in [("query embedded", embedding), ("search", searching)]:
        p50, p95 = np.quantile(seconds, [0.5, 0.95]) * 1e3
        print(f"{name:16s} p50 {p50:6.1f} ms, p95 {p95:6.1f} ms")


if __name__ == "__main__":
    main()
