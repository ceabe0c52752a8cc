"""Print how well `index.twins` finds the near-duplicates of an archive, beside brute force.

    python benchmarks/twins.py SOURCE… [--titles]

Brute force compares every pair of articles that share a run of three words, and asks the same question of
it (`are_versions`). A pair is found when the finder puts both articles into one story; it is a surplus when
the two are in one story and are no versions of each other (they both are of a third).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from index.readers.registry import read_sources
from index.records import Article
from index.twins import SIGNATURE_BYTES, TwinFinder, are_versions, jaccard, shingles_of

Pairs = set[tuple[int, int]]
# A run of words that more articles share than this says nothing about two of them.
COMMON_RUN = 60
# Of a pair's smaller article: two of similarity .4 share four sevenths of it, some in runs that are common.
LEAST_SHARED = 0.4


def main() -> None:
    """Read the archive, find the stories both ways, print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sources", type=Path, nargs="+", metavar="SOURCE")
    parser.add_argument("--titles", action="store_true", help="print the titles of each story")
    parsed = parser.parse_args()
    articles = [found for found in read_sources(parsed.sources) if isinstance(found, Article)]
    started = time.perf_counter()
    stories = find_stories(articles)
    seconds = time.perf_counter() - started
    found = {pair for rows in stories for pair in combinations(rows, 2)}
    started = time.perf_counter()
    expected = compare_all(articles)
    brute = time.perf_counter() - started
    right = len(found & expected)
    print(f"articles {len(articles)}, stories of several versions {len(stories)}, pairs {len(found)}")
    print(f"brute force: pairs {len(expected)}, found {right} ({right / max(1, len(expected)):.3f})")
    print(f"surplus pairs, joined by a third article: {len(found - expected)}")
    print(f"an article: {1000 * seconds / max(1, len(articles)):.2f} ms, a signature {SIGNATURE_BYTES} bytes")
    print(f"brute force: {1000 * brute / max(1, len(articles)):.2f} ms an article")
    if parsed.titles:
        for rows in stories:
            print("\n".join(f"  {articles[row].published} {articles[row].title}" for row in rows), end="\n\n")


def find_stories(articles: Sequence[Article]) -> list[list[int]]:
    """Return the rows of each story of several versions, as the finder tells them."""
    finder = TwinFinder(lambda key: articles[key].text)
    stories: dict[int, list[int]] = defaultdict(list)
    for key, article in enumerate(articles):
        stories[finder.add(key, article.text, article.published)].append(key)
    return [rows for rows in stories.values() if len(rows) > 1]


def compare_all(articles: Sequence[Article]) -> Pairs:
    """Return every pair of versions, by comparing all that share some run of words."""
    shingles = [shingles_of(article.text) for article in articles]
    holders: dict[str, list[int]] = defaultdict(list)
    for row, runs in enumerate(shingles):
        for run in runs:
            holders[run].append(row)
    shared: Counter[tuple[int, int]] = Counter()
    for rows in holders.values():
        if 1 < len(rows) <= COMMON_RUN:
            shared.update(combinations(rows, 2))
    pairs = set()
    for (first, second), count in shared.items():
        if count < LEAST_SHARED * min(len(shingles[first]), len(shingles[second])):
            continue
        one, other = articles[first], articles[second]
        alike = jaccard(shingles[first], shingles[second])
        dated = one.published and other.published
        apart = abs((one.published - other.published).days) if dated else None  # type: ignore[operator]
        if are_versions(alike, apart, one.text, other.text):
            pairs.add((first, second))
    return pairs


if __name__ == "__main__":
    main()
