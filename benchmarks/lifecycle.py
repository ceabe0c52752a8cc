"""Print how long an index takes to follow its sources: nothing changed, ten articles more, ten fewer.

    python benchmarks/lifecycle.py INDEX SOURCE…

INDEX was built from the sources with the default embedder. It is copied, and the copy is changed. The ten
articles are the first of the sources under another title, in a file of their own. Loading the model is
counted apart, and together with the work.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from index.archive_index import embedder_of
from index.readers.registry import read_sources
from index.records import Article
from index.removal import remove
from index.settings import IndexSettings
from index.store.manifest import read_manifest
from index.update import update

COUNT = 10


def main() -> int:
    """Print a row a measure; return 1 if one is over its bar."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", type=Path)
    parser.add_argument("sources", type=Path, nargs="+", metavar="SOURCE")
    parsed = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=parsed.index.resolve().parent) as folder:
        return measure(parsed.index, parsed.sources, Path(folder))


def measure(original: Path, sources: Sequence[Path], folder: Path) -> int:
    """Measure in a copy of the index below `folder`, and print the table."""
    index = folder / "index"
    shutil.copytree(original, index)
    manifest = read_manifest(index)
    embedder = embedder_of(IndexSettings(), manifest)
    added = folder / "added.jsonl"
    articles = (found for found in read_sources(sources) if isinstance(found, Article))
    added.write_text(
        "".join(
            json.dumps(
                {"id": f"added-{number}", "title": f"{article.title} ({number})", "text": article.text}
            )
            + "\n"
            for number, article in enumerate(islice(articles, COUNT))
        ),
        encoding="utf-8",
    )
    print(f"{manifest.statistics.articles} articles, {manifest.statistics.passages} passages")
    print(f"{'':34s} {'work s':>7s} {'load s':>7s} {'both s':>7s} {'bar s':>6s}")
    nothing = timed(lambda: update(index, sources, embedder))
    load = timed(lambda: embedder.embed_query("warm"))
    rows = [
        ("update, nothing changed", nothing, 0.0, 5.0),
        (f"update, {COUNT} articles more", timed(lambda: update(index, [added], embedder)), load, 5.0),
        (f"remove, {COUNT} articles", timed(lambda: remove(index, sources=[added])), 0.0, 2.0),
    ]
    for name, work, loading, bar in rows:
        print(f"{name:34s} {work:7.2f} {loading:7.2f} {work + loading:7.2f} {bar:6.1f}")
    return int(any(work > bar for _, work, _, bar in rows))


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
