"""Print how well the articles in real web pages are read.

    python benchmarks/pages.py TRUTH.jsonl… [--worst N]

A line of a truth file names a page by `file`, relative to it, and tells either `articleBody`, the whole text
(token F1, the mean over pages; as in Scrapinghub's article-extraction-benchmark), or `must_have` and
`must_not`, pieces that the text has to hold and must not hold (as in trafilatura's evaluation).
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from index.readers import web_page
from index.records import Article


class Score(NamedTuple):
    """Token precision, recall and F1 of one page."""

    f1: float
    precision: float
    recall: float
    url: str


class Pieces(NamedTuple):
    """What one page lacks and what it holds too much of, and how many pieces there were."""

    missing: list[str]
    leaked: list[str]
    wanted: int
    unwanted: int
    url: str


def main() -> None:
    """Read each page of each truth file and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("truths", type=Path, nargs="+", metavar="TRUTH.jsonl")
    parser.add_argument("--worst", type=int, default=5, metavar="N", help="pages to name (default: 5)")
    parsed = parser.parse_args()
    for truth in parsed.truths:
        pages = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
        started = time.perf_counter()
        texts = [text_of(truth.parent / page["file"]) for page in pages]
        seconds = (time.perf_counter() - started) / len(pages)
        print(f"{truth.name}: {len(pages)} pages, {1000 * seconds:.0f} ms a page")
        told = list(zip(pages, texts, strict=True))
        print_scores([score(page, text) for page, text in told if "articleBody" in page], parsed.worst)
        print_pieces([pieces(page, text) for page, text in told if "must_have" in page], parsed.worst)


def text_of(page: Path) -> str:
    """Return the text of the article that is read from a page, or nothing."""
    return next((found.text for found in web_page.read(page) if isinstance(found, Article)), "")


def score(page: dict[str, Any], text: str) -> Score:
    """Compare the words of a text with those of the whole truth, each as often as it stands."""
    wanted, read = (Counter(re.findall(r"\w+", words.casefold())) for words in (page["articleBody"], text))
    shared = (wanted & read).total()
    precision, recall = shared / max(1, read.total()), shared / max(1, wanted.total())
    return Score(2 * shared / max(1, read.total() + wanted.total()), precision, recall, page["url"])


def pieces(page: dict[str, Any], text: str) -> Pieces:
    """Look for the pieces that a text has to hold and must not hold."""
    missing = [piece for piece in page["must_have"] if piece not in text]
    leaked = [piece for piece in page["must_not"] if piece in text]
    return Pieces(missing, leaked, len(page["must_have"]), len(page["must_not"]), page["url"])


def print_scores(scores: Sequence[Score], worst: int) -> None:
    """Print the means, and the pages with the least F1."""
    if scores:
        f1, precision, recall = (
            statistics.fmean(column) for column in zip(*(found[:3] for found in scores), strict=True)
        )
        print(f"  token F1 {f1:.4f}, precision {precision:.4f}, recall {recall:.4f}")
        for found in sorted(scores)[:worst]:
            print(f"    {found.f1:.3f} p {found.precision:.3f} r {found.recall:.3f} {found.url}")


def print_pieces(found: Sequence[Pieces], worst: int) -> None:
    """Print how many pages are right, and what is wrong with the others."""
    if found:
        wrong = [page for page in found if page.missing or page.leaked]
        held = sum(page.wanted - len(page.missing) for page in found)
        leaked = sum(len(page.leaked) for page in found)
        print(f"  pages with all they must have and nothing they must not: {len(found) - len(wrong)}")
        print(f"  must have: {held} of {sum(page.wanted for page in found)} found")
        print(f"  must not: {leaked} of {sum(page.unwanted for page in found)} found")
        for page in wrong[:worst]:
            print(f"    {page.url} lacks {page.missing}, holds {page.leaked}")


if __name__ == "__main__":
    main()
