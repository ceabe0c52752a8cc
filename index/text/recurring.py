"""Lines that recur over the articles of one publisher: banners above them, footers below.

They are learnt from the archive itself, by counting in how many articles a line stands, and only left out
where they stand in a run at the very head or foot of an article: what recurs in the middle may be a
heading. Names of furniture that many sites share are a table of their own (`index.text.furniture`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import PurePath
from typing import NamedTuple
from urllib.parse import urlsplit

from index.records import Article
from index.text.furniture import furniture_spans
from index.text.sentences import split_sentences

FEWEST = 5
"""Articles that a line has to stand in; below, a topic that a few articles share looks the same."""
SHARE = 0.02
LONG_WORDS = 6
"""Words from which a line is no heading ("Aries") and no stock phrase ("He was 75.")."""
COMMON = 1 / 3
GAP = 2
"""Lines of its own (a byline, a headline linked to) that an article may have inside a banner or footer."""
WIDTH = 200
"""Articles of a publisher after which lines that stay rare are forgotten."""
SAME_STORY = 0.9

_MONTHS = (
    "janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre"
    "|january|february|march|april|may|june|july|august|september|october|november|december"
)
_DAYS = (
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)
_MASKED = re.compile(
    rf"""https?://\S+|www\.\S+|(?<!\S)@*+[^\s@]++@\S+\.\w+
    |\b\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}\b|\b\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}\b
    |\b(?:(?:{_DAYS})\s+)?\d{{1,2}}(?:er|st|nd|rd|th)?\s+(?:{_MONTHS})(?:\s+\d{{4}})?\b
    |\b(?:(?:{_DAYS}),?\s+)?(?:{_MONTHS})\s+\d{{1,2}},?\s+\d{{4}}\b
    |\b\d{{1,2}}\s?[h:]\s?\d{{2}}(?::\d{{2}})?(?:\s?[ap]m\b)?""",
    re.VERBOSE,
)
_WORDS = re.compile(r"\w+")


class CountedLine(NamedTuple):
    """How often a line was seen: a row to keep between two runs.

    `line` is a signed 64-bit hash, `articles` how many it stood in, `missed` how many more of them may
    have been forgotten before, `last` the number of the last one.
    """

    source: str
    line: int
    articles: int
    missed: int
    last: int


class RecurringLines:
    """Counts of lines, by publisher, grown an article at a time; memory grows with the publishers alone.

    Lines that stay rare are forgotten every `WIDTH` articles of a publisher (lossy counting, Manku and
    Motwani 2002), so a count may fall short by one article in `WIDTH`, a fourth of the least share asked
    for. A publisher keeps some thousand lines. One of fewer than `WIDTH` articles keeps every line of
    theirs: an archive of a great many small sites takes the memory of all their lines.
    """

    def __init__(self, lines: Iterable[CountedLine] = (), articles: Iterable[tuple[str, int]] = ()) -> None:
        self._articles: dict[str, int] = dict(articles)
        self._lines: dict[str, dict[int, list[int]]] = {}
        for row in lines:
            self._lines.setdefault(row.source, {})[row.line] = [row.articles, row.missed, row.last]

    def add(self, article: Article) -> None:
        """Count an article's lines, each once.

        An article of which nine tenths stand in one that was counted before is a version of it: it is not
        counted, so that what a story's versions share does not look like a footer.
        """
        source = source_of(article)
        lengths = {
            line: end - start
            for start, end in split_sentences(article.text)
            if (line := line_key(article.text[start:end])) is not None
        }
        known = self._lines.setdefault(source, {})
        shared: Counter[int] = Counter()
        for line, length in lengths.items():
            if line in known:
                shared[known[line][2]] += length
        if shared and max(shared.values()) >= SAME_STORY * sum(lengths.values()):
            return
        number = self._articles[source] = self._articles.get(source, 0) + 1
        bucket = math.ceil(number / WIDTH)
        for line in lengths:
            counted = known.setdefault(line, [0, bucket - 1, number])
            counted[0] += 1
            counted[2] = number
        if number % WIDTH == 0:
            self._lines[source] = {
                line: counted for line, counted in known.items() if counted[0] + counted[1] > bucket
            }

    def share(self, source: str, line: int | None) -> float:
        """Return the share of a publisher's articles that a line stands in, or 0 where it does not recur.

        A line recurs that stands in 2% of the articles, in twice the square root of their number, and in 5:
        a small archive is likely to be about one thing, so that more of it has to agree.
        """
        if line is None:
            return 0.0
        articles, (count, *_) = self._articles.get(source, 0), self._lines.get(source, {}).get(line, (0,))
        enough = max(FEWEST, 2 * math.sqrt(articles), SHARE * articles)
        return count / articles if count >= enough else 0.0

    def lines(self) -> Iterator[CountedLine]:
        """Yield what is counted, to be kept and given back to a new `RecurringLines`."""
        for source, known in self._lines.items():
            for line, (count, missed, last) in known.items():
                yield CountedLine(source, line, count, missed, last)

    def articles(self) -> Iterator[tuple[str, int]]:
        """Yield each publisher and how many of its articles are counted, to be kept as well."""
        yield from self._articles.items()


def spans_left_out(article: Article, counts: RecurringLines) -> list[tuple[int, int]]:
    """Return the spans of `article.text` that no passage should hold, in order, none touching another.

    These are known furniture anywhere, and the runs of recurring lines at its head and foot. Where nothing
    would be left of the article, nothing is left out.
    """
    furniture = furniture_spans(article.text)
    source = source_of(article)
    lines = _subtract(split_sentences(article.text), furniture)
    shares = [counts.share(source, line_key(article.text[start:end])) for start, end in lines]
    is_long = [len(_WORDS.findall(article.text[start:end])) >= LONG_WORDS for start, end in lines]
    head = _run(shares)
    while head and not is_long[head[-1]]:
        head.pop()
    foot = [len(lines) - 1 - number for number in _run(shares[::-1])]
    if not any(is_long[number] or shares[number] >= COMMON for number in foot):
        foot = []
    numbers = {*head, *foot}
    recurring = [lines[number] for number in sorted(numbers)]
    if len(numbers) == len(lines):
        return []
    return sorted([*furniture, *recurring])


def _run(shares: list[float]) -> list[int]:
    """Return the numbers of the lines that recur, from the first on, as long as no more than `GAP` do not."""
    run: list[int] = []
    for number, share in enumerate(shares):
        if share:
            run.append(number)
        elif number - (run[-1] if run else -1) > GAP:
            break
    return run


def _subtract(spans: list[tuple[int, int]], taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return `spans` without those that overlap one that is taken."""
    return [
        (start, end)
        for start, end in spans
        if not any(start < taken_end and taken_start < end for taken_start, taken_end in taken)
    ]


def source_of(article: Article) -> str:
    """Return whose furniture an article carries: its publisher, or its site, or the folder it lay in."""
    return article.publisher or _host(article.url or "") or str(PurePath(article.source.path).parent)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:  # "http://[domain]/x": what stands in brackets has to be an IPv6 address
        return None


def line_key(line: str) -> int | None:
    """Return a signed 64-bit hash of a line's words, or None where it has none.

    Dates, times and addresses in it do not count. Other figures do: what tells two weather reports or two
    death tolls apart is no furniture.
    """
    words = _WORDS.findall(_MASKED.sub(" ", line.casefold()))
    if not words:
        return None
    digest = blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
