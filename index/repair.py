"""Rebuild what an index has lost from what is left of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from index.embedder import Embedder
from index.errors import IndexDamaged, IndexMismatch, IndexMissing, UnusableIndex
from index.indexing import AT_ONCE, embed, renew_terms, text_to_embed
from index.ingest import resuming
from index.records import Record
from index.store.catalogue import Catalogue
from index.store.draft import Draft, draft_in
from index.store.generations import copy_files, newest_generation, next_generation, publish, writing
from index.store.lexical import TantivyIndex
from index.store.manifest import (
    CATALOGUE_NAME,
    LEXICAL_NAME,
    MANIFEST_NAME,
    VECTORS_NAME,
    Manifest,
    check_fingerprint,
    damaged_files,
    describe_files,
    read_manifest,
)
from index.store.vectors import FaissVectors


class RepairReport(Record):
    """What was rebuilt, as sentences for a person; nothing where the index was sound."""

    done: tuple[str, ...]
    embedded: int


def repair(
    index: Path | str, embedder_for: Callable[[Manifest], Embedder], *, wait: bool = False
) -> RepairReport:
    """Rebuild what the index at `index` has lost, as a new generation.

    The manifest comes back from its copy in the generation, terms and vectors from the catalogue. Without
    the catalogue, or where its bytes have changed, there is nothing to rebuild from.

    Args:
        index: folder of the index.
        embedder_for: gives the model that a manifest names; asked when vectors are missing,
            or the manifest was lost.
        wait: wait for another writer's end.

    Raises:
        IndexMissing: there is no index.
        IndexDamaged: the catalogue is lost; the message names the sources to build from.
        IndexMismatch: another layout or model built the index.
        IndexBusy: another writer is there, and `wait` is not set.
        IndexNotWritten: the disk does not take it.
    """
    index = Path(index)
    if not index.is_dir():
        raise IndexMissing(f"{index}: no index here. Build one: python -m index build {index} SOURCE")
    with writing(index, wait=wait) as aside:
        manifest, has_lost_manifest = _manifest_of(index)
        if has_lost_manifest:
            check_fingerprint(index, manifest, embedder_for(manifest).fingerprint)
        generation = index / manifest.generation
        damaged = damaged_files(generation, manifest, read_content=True)
        _refuse_lost_rows(index, generation, manifest, damaged)
        done = ["the manifest was put back from its copy"] if has_lost_manifest else []
        done += ["the manifest's copy was written again"] if MANIFEST_NAME in damaged else []
        keys = _passage_keys(generation)
        has_terms = not any(name.startswith(f"{LEXICAL_NAME}/") for name in damaged)
        has_terms = has_terms and _term_keys(generation) == keys
        vectors = None if VECTORS_NAME in damaged else _vectors_of(generation)
        vector_keys = set() if vectors is None else set(vectors.keys())
        if not done and has_terms and vector_keys == keys:
            return RepairReport(done=(), embedded=0)
        embedded = 0
        _copy_sound(generation, aside, has_terms=has_terms, has_vectors=vectors is not None)
        with draft_in(aside) as draft:
            if not has_terms:
                renew_terms(draft)
                done.append(f"the terms of {len(keys)} passages were counted again")
            if vector_keys != keys:
                embedder = embedder_for(manifest)
                check_fingerprint(index, manifest, embedder.fingerprint)
                embedded = _embed_missing(index, draft, keys, vector_keys, embedder)
                done.append(f"the vectors of {len(keys - vector_keys)} passages were made again")
            statistics = draft.finish()
            changed = {
                "generation": next_generation(index),
                "statistics": statistics,
                "files": describe_files(aside),
            }
            publish(index, aside, manifest.model_copy(update=changed))
    return RepairReport(done=tuple(done), embedded=embedded)


def _manifest_of(index: Path) -> tuple[Manifest, bool]:
    """Return the manifest; where it or its generation is lost, the copy in the last generation, and True."""
    try:
        return _own_manifest(index), False
    except IndexMismatch:
        raise
    except UnusableIndex as error:
        lost = error
    generation = newest_generation(index)
    if generation is None:
        raise lost
    try:
        return read_manifest(generation), True
    except IndexMismatch:
        raise
    except UnusableIndex:
        raise IndexDamaged(
            f"{lost}\nIts copy in {generation} is lost too, so nothing says which model made the vectors."
            f" Build the index again: python -m index build --replace {index} SOURCE"
        ) from lost


def _own_manifest(index: Path) -> Manifest:
    manifest = read_manifest(index)
    if not (index / manifest.generation).is_dir():
        raise IndexDamaged(f"{index / MANIFEST_NAME}: names {manifest.generation}, which is not there.")
    return manifest


def _refuse_lost_rows(index: Path, generation: Path, manifest: Manifest, damaged: dict[str, str]) -> None:
    problem = damaged.get(CATALOGUE_NAME)
    if problem is None:
        rows = Catalogue(generation / CATALOGUE_NAME)
        with closing(rows):
            problem = next(iter(rows.problems()), None)
    if problem is not None:
        raise IndexDamaged(
            f"{generation / CATALOGUE_NAME}: {problem}. The articles were there, and nothing else has them."
            f" Build the index again: python -m index build --replace {index} {' '.join(manifest.sources)}"
        )


def _passage_keys(generation: Path) -> set[int]:
    rows = Catalogue(generation / CATALOGUE_NAME)
    with closing(rows):
        return set(rows.passage_keys())


def _term_keys(generation: Path) -> set[int] | None:
    try:
        return set(TantivyIndex(generation / LEXICAL_NAME).keys())
    except IndexDamaged:
        return None


def _vectors_of(generation: Path) -> FaissVectors | None:
    try:
        return FaissVectors.open(generation / VECTORS_NAME)
    except IndexDamaged:
        return None


def _copy_sound(generation: Path, aside: Path, *, has_terms: bool, has_vectors: bool) -> None:
    shutil.copyfile(generation / CATALOGUE_NAME, aside / CATALOGUE_NAME)
    if has_terms:
        copy_files(generation / LEXICAL_NAME, aside / LEXICAL_NAME)
    if has_vectors:
        shutil.copyfile(generation / VECTORS_NAME, aside / VECTORS_NAME)


def _embed_missing(
    index: Path, draft: Draft, keys: set[int], vector_keys: set[int], embedder: Embedder
) -> int:
    if vector_keys - keys:
        draft.vectors.remove(sorted(vector_keys - keys))
    missing = sorted(keys - vector_keys)
    with resuming(index, embedder) as resumed:
        for start in range(0, len(missing), AT_ONCE):
            found = draft.catalogue.passages(missing[start : start + AT_ONCE])
            texts = [(key, text_to_embed(article, passage)) for key, (passage, article) in found.items()]
            embed(draft, resumed, texts)
    return resumed.embedded
