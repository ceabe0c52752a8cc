"""Near-duplicates among articles: one wire story in several versions, found as the articles come in.

MinHash signatures (Broder 1997) of an article's runs of three words are cut into bands; articles that share
a band are candidates (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3), and the
Jaccard similarity of the candidates' texts decides. Articles of a series that share a template but not its
figures (draws, tables, forecasts) are no versions of each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexMismatch

PERMUTATIONS = 128
BAND_ROWS = 3
BANDS = PERMUTATIONS // BAND_ROWS
"""With 42 bands of 3 a pair of similarity .4 is found with probability .94, of .5 with .996, of .01 never."""
SHINGLE_WORDS = 3
SIGNATURE_BYTES = 4 * PERMUTATIONS
SIGNATURES = f"rensa.RMinHash, version 2, seed 1, {PERMUTATIONS} permutations of {SHINGLE_WORDS} words"
"""What a kept signature was made with; signatures made otherwise cannot be compared with it."""

ALIKE = 0.4
"""Least Jaccard similarity of two versions: an update that doubles a text still has .5."""
SAME = 0.9
"""Least similarity of two articles that lie further apart than `DAYS`: the same text once more."""
DAYS = 3
FEWEST_SHINGLES = 10
FEW_FIGURES = 4
SHARED_FIGURES = 0.5
"""Of the figures of the article that has fewer; below, with `FEW_FIGURES` in each, the two are a series."""

_WORD = re.compile(r"\w+")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_SEED = 1
_ESTIMATE_ERROR = 0.15
"""More than three standard errors of a similarity estimated from 128 permutations."""
_WAITING = 1024
_BLOCKS = 16
_NO_DAY = 0
_LOWER = np.uint64(0xFFFFFFFF)


class TwinRow(NamedTuple):
    """What is kept of an article between two runs. `story` is the key of the story's first article."""

    key: int
    story: int
    published: date | None
    signature: bytes


class TwinFinder:
    """Articles by what they say, told apart into stories as they are added.

    About 900 bytes an article: a signature of 512, its place in 42 bands of 8 bytes, and its key.

    Args:
        read_text: Gives the text of an article added before, by its key, as it was added.
        rows: What `row` gave in earlier runs.

    Raises:
        IndexMismatch: a kept signature has another length.
    """

    def __init__(self, read_text: Callable[[int], str], rows: Iterable[TwinRow] = ()) -> None:
        self._read_text = read_text
        self._row_of: dict[int, int] = {}
        self._keys = _Column(np.int64)
        self._stories = _Column(np.int64)
        self._days = _Column(np.int32)
        self._signatures = _Column(np.uint32, PERMUTATIONS)
        self._bands = _Bands()
        for row in rows:
            if len(row.signature) != SIGNATURE_BYTES:
                raise IndexMismatch(
                    f"article {row.key}: its signature has {len(row.signature)} bytes, not {SIGNATURE_BYTES}."
                    " Build the index anew."
                )
            self._append(row.key, row.story, row.published, np.frombuffer(row.signature, np.uint32))
        self._bands.load(self._signatures.all())

    def add(self, key: int, text: str, published: date | None) -> int:
        """Add an article and return its story: that of the version most like it, or its own key.

        Args:
            key: A number that no article had before.
            text: What it says, without what is left out of its passages.
            published: Its day; versions lie at most `DAYS` days apart, or are the same text.
        """
        shingles = shingles_of(text)
        signature = _signature(shingles)
        story = key
        if len(shingles) >= FEWEST_SHINGLES:
            twin = self._twin(text, shingles, published, signature)
            story = key if twin is None else int(self._stories[twin])
        self._bands.add(len(self._keys), signature)
        self._append(key, story, published, signature)
        return story

    def row(self, key: int) -> TwinRow:
        """Return what to keep of an article.

        Raises:
            KeyError: no article has that key.
        """
        row = self._row_of[key]
        day = int(self._days[row])
        published = None if day == _NO_DAY else date.fromordinal(day)
        return TwinRow(key, int(self._stories[row]), published, self._signatures[row].tobytes())

    def _append(self, key: int, story: int, published: date | None, signature: NDArray[np.uint32]) -> None:
        row = len(self._keys)
        self._row_of[key] = row
        self._keys.append(key)
        self._stories.append(story)
        self._days.append(_NO_DAY if published is None else published.toordinal())
        self._signatures.append(signature)

    def _twin(
        self, text: str, shingles: set[str], published: date | None, signature: NDArray[np.uint32]
    ) -> int | None:
        """Return the row of the article most like a new one, if any is a version of it."""
        best, most = None, 0.0
        for row in self._bands.candidates(signature):
            day = int(self._days[row])
            apart = None if published is None or day == _NO_DAY else abs(published.toordinal() - day)
            if np.mean(self._signatures[row] == signature) < least_alike(apart) - _ESTIMATE_ERROR:
                continue
            other = self._read_text(int(self._keys[row]))
            alike = jaccard(shingles, shingles_of(other))
            if alike > most and are_versions(alike, apart, text, other):
                best, most = row, alike
        return best


def shingles_of(text: str) -> set[str]:
    """Return the runs of `SHINGLE_WORDS` words of a text, in lower case."""
    words = _WORD.findall(text.casefold())
    last = max(1, len(words) - SHINGLE_WORDS + 1)
    return {" ".join(words[start : start + SHINGLE_WORDS]) for start in range(last)}


def jaccard(one: set[str], other: set[str]) -> float:
    """Return how much of two sets together is in both, from 0 to 1; of two empty ones, 0."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def least_alike(days_apart: int | None) -> float:
    """Return the least similarity of two versions that lie so many days apart; None: nobody knows."""
    return ALIKE if days_apart is None or days_apart <= DAYS else SAME


def are_versions(alike: float, days_apart: int | None, text: str, other: str) -> bool:
    """Tell whether two texts of that similarity are one story, not two articles of a series."""
    if alike < least_alike(days_apart):
        return False
    figures, others = set(_FIGURE.findall(text)), set(_FIGURE.findall(other))
    fewer = min(len(figures), len(others))
    return fewer < FEW_FIGURES or len(figures & others) >= SHARED_FIGURES * fewer


def _signature(shingles: set[str]) -> NDArray[np.uint32]:
    from rensa import RMinHash

    made = RMinHash(PERMUTATIONS, _SEED)
    made.update(sorted(shingles))
    return np.array(made.digest(), np.uint32)


class _Column:
    """A numpy array that grows at its end."""

    def __init__(self, kind: type[np.generic], width: int | None = None) -> None:
        self._values: NDArray[Any] = np.zeros((1024,) if width is None else (1024, width), kind)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, row: int) -> Any:
        return self._values[row]

    def all(self) -> NDArray[Any]:
        return self._values[: self._length]

    def append(self, value: int | NDArray[np.uint32]) -> None:
        if self._length == len(self._values):
            # By a half, not to twice: at a million articles the spare room counts.
            grown = np.zeros((len(self._values) * 3 // 2, *self._values.shape[1:]), self._values.dtype)
            grown[: self._length] = self._values
            self._values = grown
        self._values[self._length] = value
        self._length += 1


class _Bands:
    """Which rows share a band with a signature.

    The rows that came last lie in a dictionary; full, it becomes a block of sorted numbers, one line a band,
    each a hash of the band in its upper 32 bits and a row in its lower. Many blocks are merged into one.
    """

    def __init__(self) -> None:
        self._waiting: dict[tuple[int, int], list[int]] = {}
        self._rows: list[NDArray[np.uint64]] = []
        self._blocks: list[NDArray[np.uint64]] = []

    def load(self, signatures: NDArray[np.uint32]) -> None:
        """Take the first rows all at once."""
        if len(signatures):
            rows = np.arange(len(signatures), dtype=np.uint64)
            self._blocks = [np.sort((_band_hashes(signatures) << np.uint64(32)) | rows, axis=1)]

    def add(self, row: int, signature: NDArray[np.uint32]) -> None:
        hashes = _band_hashes(signature)
        for place in enumerate(hashes.tolist()):
            self._waiting.setdefault(place, []).append(row)
        self._rows.append((hashes << np.uint64(32)) | np.uint64(row))
        if len(self._rows) == _WAITING:
            self._blocks.append(np.sort(np.stack(self._rows, axis=1), axis=1))
            self._rows.clear()
            self._waiting.clear()
            if len(self._blocks) > _BLOCKS:
                self._blocks = [np.sort(np.concatenate(self._blocks, axis=1), axis=1)]

    def candidates(self, signature: NDArray[np.uint32]) -> list[int]:
        """Return the rows that share at least one band, in the order in which they were added."""
        hashes = _band_hashes(signature)
        found: set[int] = set()
        for place in enumerate(hashes.tolist()):
            found.update(self._waiting.get(place, ()))
        for block in self._blocks:
            for band, low in enumerate(hashes << np.uint64(32)):
                first = int(np.searchsorted(block[band], low))
                last = int(np.searchsorted(block[band], low | _LOWER, side="right"))
                found.update((block[band, first:last] & _LOWER).tolist())
        return sorted(found)


def _band_hashes(signatures: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return a 32-bit hash of each band (FNV-1a over its numbers), as 64-bit numbers.

    Of one signature (128,) that is (42,), of several (n, 128) it is (42, n).
    """
    numbers = signatures.T
    hashes = np.full((BANDS, *numbers.shape[1:]), 2166136261, np.uint64)
    for place in range(BAND_ROWS):
        hashes = ((hashes ^ numbers[place : BANDS * BAND_ROWS : BAND_ROWS]) * np.uint64(16777619)) & _LOWER
    return hashes
