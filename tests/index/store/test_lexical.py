"""What holds for every LexicalIndex, a plain one in Python among them."""

from __future__ import annotations

import math
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexDamaged
from index.store.lexical import LexicalIndex, QueryTerms, TantivyIndex


class PlainBM25:
    """A LexicalIndex whose every step can be read: BM25 as Lucene defines it, a field a language.

    Lucene counts every document in N and in the mean length, those without the field too.
    """

    def __init__(self, folder: Path) -> None:
        self.fields: dict[int, tuple[str, Counter[str]]] = {}

    def add(self, key: int, language: str, terms: Sequence[str]) -> None:
        self.fields[key] = (self._field(language), Counter(terms))

    def search(
        self, terms: QueryTerms, k: int, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        weights: dict[tuple[str, str], float] = {}
        for language, asked in terms.items():
            for term, weight in asked.items():
                place = (self._field(language), term)
                weights[place] = max(weights.get(place, weight), weight)
        scores: dict[int, float] = {}
        for (field, term), weight in weights.items():
            holders = [key for key, (name, counts) in self.fields.items() if name == field and counts[term]]
            rarity = math.log(1 + (len(self.fields) - len(holders) + 0.5) / (len(holders) + 0.5))
            for key in holders:
                scores[key] = scores.get(key, 0.0) + weight * rarity * self._saturation(key, term)
        kept = [hit for hit in scores.items() if among is None or hit[0] in among]
        return sorted(kept, key=lambda hit: (-hit[1], hit[0]))[: max(k, 0)]

    def remove(self, keys: Sequence[int]) -> None:
        for key in keys:
            self.fields.pop(key, None)

    def keys(self) -> list[int]:
        return list(self.fields)

    def count(self, terms: QueryTerms) -> int:
        asked = [(self._field(language), wanted) for language, wanted in terms.items() if wanted]
        return sum(
            any(name == field and counts.keys() >= wanted.keys() for field, wanted in asked)
            for name, counts in self.fields.values()
        )

    def commit(self) -> None:
        pass

    def __len__(self) -> int:
        return len(self.fields)

    def _saturation(self, key: int, term: str) -> float:
        field, counts = self.fields[key]
        lengths = [held.total() for name, held in self.fields.values() if name == field]
        mean = sum(lengths) / len(self.fields)
        return counts[term] * 2.2 / (counts[term] + 1.2 * (0.25 + 0.75 * counts.total() / mean))

    def _field(self, language: str) -> str:
        return language if language in ("fr", "en") else "other"


class Writable(LexicalIndex, Protocol):
    def commit(self) -> None: ...


MakeIndex = Callable[[Path], Writable]


def tantivy_index(folder: Path) -> TantivyIndex:
    return TantivyIndex(folder, writable=True)


def filled(folder: Path, make: MakeIndex) -> Writable:
    index = make(folder)
    index.add(1, "fr", ["chat", "chien"])
    index.add(2, "fr", ["chat"])
    index.add(3, "fr", ["chien"])
    index.add(4, "en", ["chat"])
    index.add(5, "it", ["chat"])
    index.commit()
    return index


every_index = pytest.mark.parametrize("make", [PlainBM25, tantivy_index])


@every_index
@pytest.mark.parametrize(
    ("terms", "k", "among", "keys"),
    [
        ({"fr": {"chat": 1.0}}, 9, None, [2, 1]),
        ({"fr": {"chat": 1.0}}, 1, None, [2]),
        ({"fr": {"chat": 1.0}}, 0, None, []),
        ({"fr": {"chat": 1.0}}, 10**9, None, [2, 1]),
        ({"fr": {"chat": 1.0}}, 9, [1, 3, 77], [1]),
        ({"fr": {"chat": 1.0}}, 9, [], []),
        ({"fr": {"chat": 1.0, "chien": 0.1}}, 9, None, [2, 1, 3]),
        ({"fr": {"chat": 0.1, "chien": 1.0}}, 9, None, [3, 1, 2]),
        ({"en": {"chat": 1.0}}, 9, None, [4]),
        ({"fr": {"chat": 1.0}, "en": {"chat": 1.0}}, 1, [4], [4]),
        ({"de": {"chat": 1.0}}, 9, None, [5]),
        ({"fr": {"absent": 1.0}}, 9, None, []),
        ({"fr": {}}, 9, None, []),
        ({}, 9, None, []),
    ],
)
def test_a_search_finds_the_terms_asked_for_in_each_language(
    tmp_path: Path,
    make: MakeIndex,
    terms: dict[str, dict[str, float]],
    k: int,
    among: list[int] | None,
    keys: list[int],
) -> None:
    index = filled(tmp_path, make)
    assert [key for key, _ in index.search(terms, k, among)] == keys


@every_index
@pytest.mark.parametrize(
    ("terms", "count"),
    [
        ({"fr": {"chat": 1.0}}, 2),
        ({"fr": {"chat": 1.0, "chien": 0.1}}, 1),
        ({"fr": {"chat": 1.0, "absent": 1.0}}, 0),
        ({"fr": {"chat": 1.0}, "en": {"chat": 1.0}}, 3),
        ({"fr": {}, "en": {"chat": 1.0}}, 1),
        ({"de": {"chat": 1.0}}, 1),
        ({"fr": {}}, 0),
        ({}, 0),
    ],
)
def test_passages_are_counted_that_hold_every_term_of_a_language(
    tmp_path: Path, make: MakeIndex, terms: QueryTerms, count: int
) -> None:
    index = filled(tmp_path, make)
    assert index.count(terms) == count


@every_index
def test_languages_that_share_a_field_count_a_term_once(tmp_path: Path, make: MakeIndex) -> None:
    index = make(tmp_path)
    index.add(1, "it", ["roma"])
    index.add(2, "fr", ["rome"])
    index.commit()
    once = index.search({"it": {"roma": 1.0}}, 9)
    assert index.search({"it": {"roma": 1.0}, "de": {"roma": 1.0}, "es": {"roma": 0.3}}, 9) == once


@every_index
def test_removed_passages_are_not_found_again(tmp_path: Path, make: MakeIndex) -> None:
    index = make(tmp_path)
    for key in (1, 2, 3):
        index.add(key, "fr", ["chat"])
    index.commit()
    index.remove([2, 99])
    index.commit()
    assert (len(index), [key for key, _ in index.search({"fr": {"chat": 1.0}}, 9)]) == (2, [1, 3])
    assert sorted(index.keys()) == [1, 3]


# Short passages: tantivy keeps the exact length of up to 39 terms.
DOCUMENTS = st.lists(
    st.tuples(
        st.sampled_from(["fr", "en", "it"]), st.lists(st.sampled_from("abcdef"), min_size=1, max_size=39)
    ),
    min_size=1,
    max_size=8,
)
WEIGHTS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([0.25, 1.0]), max_size=4)


@settings(max_examples=25, deadline=None)
@given(
    DOCUMENTS,
    st.dictionaries(st.sampled_from(["fr", "en", "de"]), WEIGHTS),
    st.none() | st.lists(st.integers(0, 9), max_size=5),
)
def test_tantivy_scores_as_bm25_is_defined_also_from_its_files(
    documents: list[tuple[str, list[str]]], terms: dict[str, dict[str, float]], among: list[int] | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plain, index = PlainBM25(Path(folder)), tantivy_index(Path(folder))
        for filled in (plain, index):
            for key, (language, words) in enumerate(documents):
                filled.add(key, language, words)
        index.close()
        expected = dict(plain.search(terms, 99, among))
        found = TantivyIndex(Path(folder)).search(terms, 99, among)
        assert dict(found) == pytest.approx(expected, rel=1e-4)
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_a_filter_of_very_many_passages_keeps_to_them(tmp_path: Path) -> None:
    index = tantivy_index(tmp_path)
    for key in range(20_100):
        index.add(key, "fr", ["chat", *["long"] * (key // 10_000)])
    index.commit()
    rare = range(50, 20_100)
    assert index.search({"fr": {"chat": 1.0}}, 3, rare) == index.search({"fr": {"chat": 1.0}}, 53)[50:]


def test_a_folder_without_terms_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match=r"the terms cannot be read .*Build the index again"):
        TantivyIndex(tmp_path)


def written(folder: Path) -> list[Path]:
    index = tantivy_index(folder)
    for key in range(30):
        index.add(key, "fr", ["chat", "chien"] * (key % 3 + 1))
    index.close()
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


@pytest.mark.parametrize("suffix", [".json", ".term", ".idx", ".fieldnorm", ".fast", ".store"])
def test_a_file_cut_short_or_taken_away_is_damaged(tmp_path: Path, suffix: str) -> None:
    [path] = [path for path in written(tmp_path) if path.suffix == suffix]
    content = path.read_bytes()
    path.unlink()
    with pytest.raises(IndexDamaged, match="the terms cannot be read"):
        TantivyIndex(tmp_path).search({"fr": {"chat": 1.0}}, 3)
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(IndexDamaged, match="the terms cannot be read"):
        TantivyIndex(tmp_path).search({"fr": {"chat": 1.0}}, 3)


@pytest.mark.parametrize("part", range(6))
def test_changed_bytes_are_damage_or_do_no_harm(tmp_path: Path, part: int) -> None:
    [path] = [path for path in written(tmp_path) if path.suffix == ".fast"]
    content = bytearray(path.read_bytes())
    content[part * len(content) // 6] ^= 0xFF
    # A new file: the old one may still be mapped into memory.
    path.unlink()
    path.write_bytes(content)
    try:
        found = TantivyIndex(tmp_path).search({"fr": {"chat": 1.0}}, 3)
    except IndexDamaged as error:
        assert str(tmp_path) in str(error)  # noqa: PT017 - either outcome is right, and says what it must
    else:
        assert len(found) == 3
