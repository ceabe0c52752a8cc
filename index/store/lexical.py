"""Terms on disk: BM25 by tantivy over terms that `index.text.terms` has already cut and stemmed.

Each language's terms have a field of their own, so that a French stem never meets an English one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import tantivy

from index.errors import IndexDamaged, IndexNotWritten
from index.text.terms import LANGUAGES

# Language -> term -> weight: what a query asks for in the articles of each language.
QueryTerms = Mapping[str, Mapping[str, float]]

# Beyond this many kept passages a filter is applied by looking at more hits, not by naming each key.
_NAMED_KEYS = 20_000
_OTHER = "other"


class LexicalIndex(Protocol):
    """Terms of passages under whole-number keys."""

    def add(self, key: int, language: str, terms: Sequence[str]) -> None:
        """File a passage's terms, repeated as often as they stand in it, under `key`."""
        ...

    def search(
        self, terms: QueryTerms, k: int, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return up to k (key, score), best first, of all passages or of those filed under `among`."""
        ...

    def count(self, terms: QueryTerms) -> int:
        """Count the passages that hold every term of one of the languages; of no terms, none."""
        ...

    def remove(self, keys: Sequence[int]) -> None:
        """Take out the passages under `keys`; keys that are not there are passed over."""
        ...

    def keys(self) -> Sequence[int]:
        """Return the key of every passage."""
        ...

    def __len__(self) -> int:
        """Count the passages."""
        ...


class TantivyIndex:
    """BM25 (k1 = 1.2, b = 0.75, tantivy's own) over one folder. `commit` makes additions visible."""

    def __init__(self, folder: Path, *, writable: bool = False) -> None:
        """Open the index in `folder`, or make one there if `writable` and it is empty.

        Raises:
            IndexDamaged: tantivy cannot open what is there.
        """
        self._folder = folder
        if writable:
            folder.mkdir(parents=True, exist_ok=True)
        with _readable(folder):
            if writable and not tantivy.Index.exists(str(folder)):
                self._index = tantivy.Index(_schema(), str(folder))
            else:
                self._index = tantivy.Index.open(str(folder))
        # One writing thread: the same passages give the same segments, so two builds give the same scores.
        self._writer: Any = self._index.writer(heap_size=64_000_000, num_threads=1) if writable else None
        self._searcher = self._index.searcher()

    def add(self, key: int, language: str, terms: Sequence[str]) -> None:
        """See LexicalIndex.add."""
        document = tantivy.Document()
        document.add_unsigned("key", key)
        document.add_text(_field(language), " ".join(terms))
        with _writable(self._folder):
            self._writer.add_document(document)

    def search(
        self, terms: QueryTerms, k: int, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """See LexicalIndex.search."""
        schema = self._index.schema
        clauses = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(tantivy.Query.term_query(schema, field, term, "freq"), weight),
            )
            for field, weights in _weights_by_field(terms).items()
            for term, weight in weights.items()
        ]
        if k < 1 or not clauses or (among is not None and not len(among)):
            return []
        query = tantivy.Query.boolean_query(clauses)
        if among is None:
            return self._collect(query, k)
        if len(among) <= _NAMED_KEYS:
            kept = tantivy.Query.const_score_query(
                tantivy.Query.term_set_query(schema, "key", list(among)), 0.0
            )
            must = tantivy.Occur.Must
            return self._collect(tantivy.Query.boolean_query([(must, query), (must, kept)]), k)
        allowed = set(among)
        looked_at = 4 * k
        while True:
            found = self._collect(query, looked_at)
            hits = [(key, score) for key, score in found if key in allowed]
            if len(hits) >= k or len(found) < looked_at:
                return hits[:k]
            looked_at *= 4

    def count(self, terms: QueryTerms) -> int:
        """See LexicalIndex.count."""
        schema = self._index.schema
        in_one_language = [
            tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, tantivy.Query.term_query(schema, _field(language), term, "freq"))
                    for term in asked
                ]
            )
            for language, asked in terms.items()
            if asked
        ]
        if not in_one_language:
            return 0
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in in_one_language])
        with _readable(self._folder):
            found: Any = self._searcher.search(query, 1, count=True)
        return int(found.count)

    def remove(self, keys: Sequence[int]) -> None:
        """See LexicalIndex.remove."""
        named = [int(key) for key in keys]
        removed = tantivy.Query.term_set_query(self._index.schema, "key", named)
        with _writable(self._folder):
            self._writer.delete_documents_by_query(removed)

    def commit(self) -> None:
        """Write additions and removals to disk and make them visible to `search`."""
        with _writable(self._folder):
            self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def close(self) -> None:
        """Commit, let merges end, and give the folder's lock back."""
        if self._writer is None:
            return
        self.commit()
        self._writer.wait_merging_threads()
        self._writer = None

    def abandon(self) -> None:
        """Leave the folder as it is, without what was not committed."""
        self._writer = None

    def keys(self) -> list[int]:
        """See LexicalIndex.keys."""
        with _readable(self._folder):
            found = self._searcher.search(tantivy.Query.all_query(), max(len(self), 1), count=False).hits
            keys: Any = self._searcher.fast_field_values("key", [address for _, address in found])
        return [int(key) for key in keys if key is not None]

    def count_removed(self) -> int:
        """Count the removed passages whose terms still count in how rare a term is."""
        segments = json.loads((self._folder / "meta.json").read_text(encoding="utf-8"))["segments"]
        return sum(segment["deletes"]["num_deleted_docs"] for segment in segments if segment["deletes"])

    def __len__(self) -> int:
        """Count the passages."""
        count: int = self._searcher.num_docs
        return count

    def _collect(self, query: Any, k: int) -> list[tuple[int, float]]:
        with _readable(self._folder):
            hits = self._searcher.search(query, min(k, max(len(self), 1)), count=False).hits
            keys: Any = self._searcher.fast_field_values("key", [address for _, address in hits])
            if None in keys:
                raise ValueError("passages without a key")
        # Equal scores come in the order of their keys, whatever the segments.
        found = [(int(key), float(score)) for key, (score, _) in zip(keys, hits, strict=True)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", stored=True, indexed=True, fast=True)
    for language in (*LANGUAGES, _OTHER):
        builder.add_text_field(
            _field(language), stored=False, tokenizer_name="whitespace", index_option="freq"
        )
    return builder.build()


def _weights_by_field(terms: QueryTerms) -> dict[str, dict[str, float]]:
    """Merge languages that share a field: a term asked for in several of them counts once, at its highest."""
    merged: dict[str, dict[str, float]] = {}
    for language, weights in terms.items():
        asked = merged.setdefault(_field(language), {})
        for term, weight in weights.items():
            asked[term] = max(asked.get(term, weight), weight)
    return merged


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    """Turn what tantivy raises on files that are not whole into IndexDamaged."""
    try:
        yield
    except BaseException as error:
        # A panic in Rust is no Exception, and its class cannot be imported.
        if isinstance(error, (ValueError, OSError)) or type(error).__name__ == "PanicException":
            raise IndexDamaged(
                f"{folder}: the terms cannot be read ({error}). Build the index again."
            ) from error
        raise


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    """Turn what tantivy raises where it cannot write into IndexNotWritten."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise IndexNotWritten(
            f"{folder}: the terms cannot be written ({error}). The index stands as it was, and what was"
            " embedded is kept: free some space and give the same command again."
        ) from error


def _field(language: str) -> str:
    return f"terms_{language if language in LANGUAGES else _OTHER}"
