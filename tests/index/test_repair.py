from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.archive_index import ArchiveIndex, index_problems
from index.errors import IndexDamaged, IndexMismatch, IndexMissing, ModelUnavailable
from index.indexing import AT_ONCE
from index.ingest import build
from index.repair import repair
from index.store.lexical import TantivyIndex
from index.store.manifest import describe_files, read_manifest, write_manifest
from index.store.vectors import FaissVectors
from tests.fakes import HashingEmbedder

EMBEDDER = HashingEmbedder()
COUNT = AT_ONCE + 10


class OtherEmbedder(HashingEmbedder):
    fingerprint = "other-64"


class FailingEmbedder(HashingEmbedder):
    """Embeds the texts of one call only."""

    def __init__(self) -> None:
        self.calls = 0

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls += 1
        if self.calls > 1:
            raise ModelUnavailable("the weights are gone")
        return super().embed_passages(texts)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    rows = [{"id": f"r{n}", "title": f"Vote {n}", "text": f"La mesure {n} passe."} for n in range(COUNT)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    build(tmp_path / "index", [tmp_path / "a.jsonl"], EMBEDDER)
    return tmp_path / "index"


def found(index: Path) -> list[tuple[str, float]]:
    archive = ArchiveIndex.open(index, EMBEDDER)
    return sorted((hit.passage.id, round(hit.score, 5)) for hit in archive.search("La mesure 7 passe", 1000))


def generation(index: Path) -> Path:
    return index / "generation-000001"


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def sign_anew(index: Path) -> None:
    manifest = read_manifest(index)
    signed = manifest.model_copy(update={"files": describe_files(generation(index))})
    for folder in (index, generation(index)):
        write_manifest(folder, signed)


def without_vectors(index: Path) -> None:
    path = generation(index) / "vectors.faiss"
    vectors = FaissVectors.open(path)
    moved = vectors.vectors_of([1])
    vectors.remove([1, 2])
    vectors.add([1001], moved)
    vectors.save(path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)
    sign_anew(index)


def without_terms(index: Path) -> None:
    terms = TantivyIndex(generation(index) / "lexical", writable=True)
    terms.remove([1])
    terms.close()
    sign_anew(index)


def keep_the_rows(index: Path) -> None:
    (index / "manifest.json").unlink()
    (generation(index) / "vectors.faiss").unlink()
    shutil.rmtree(generation(index) / "lexical")


def name_a_generation_that_is_not_there(index: Path) -> None:
    write_manifest(index, read_manifest(index).model_copy(update={"generation": "generation-000009"}))


VECTORS = f"the vectors of {COUNT} passages were made again"
TERMS = f"the terms of {COUNT} passages were counted again"
MANIFEST = "the manifest was put back from its copy"
DAMAGES: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "vectors deleted": (lambda index: (generation(index) / "vectors.faiss").unlink(), [VECTORS]),
    "vectors cut": (lambda index: cut(generation(index) / "vectors.faiss"), [VECTORS]),
    "two vectors missing": (without_vectors, ["the vectors of 2 passages were made again"]),
    "terms deleted": (lambda index: shutil.rmtree(generation(index) / "lexical"), [TERMS]),
    "terms cut": (lambda index: cut(next((generation(index) / "lexical").glob("*.idx"))), [TERMS]),
    "terms missing": (without_terms, [TERMS]),
    "manifest deleted": (lambda index: (index / "manifest.json").unlink(), [MANIFEST]),
    "manifest cut": (lambda index: cut(index / "manifest.json"), [MANIFEST]),
    "manifest of an older state": (
        name_a_generation_that_is_not_there,
        [MANIFEST],
    ),
    "copy deleted": (
        lambda index: (generation(index) / "manifest.json").unlink(),
        ["the manifest's copy was written again"],
    ),
    "all but the rows": (
        keep_the_rows,
        [MANIFEST, TERMS, VECTORS],
    ),
}


@pytest.mark.parametrize(("damage", "done"), DAMAGES.values(), ids=DAMAGES)
def test_what_can_be_rebuilt_is(index: Path, damage: Callable[[Path], object], done: list[str]) -> None:
    before = found(index)
    damage(index)
    assert index_problems(index) != []
    assert list(repair(index, lambda _: EMBEDDER).done) == done
    assert (index_problems(index), found(index)) == ([], before)
    assert sorted(path.name for path in index.glob("[!.]*")) == ["generation-000002", "manifest.json"]


def test_a_sound_index_is_left_as_it_is(index: Path) -> None:
    assert repair(index, lambda _: OtherEmbedder()).done == ()
    assert generation(index).is_dir()


@pytest.mark.parametrize("damage", [Path.unlink, cut], ids=["deleted", "cut"])
def test_without_the_rows_the_sources_are_named(index: Path, damage: Callable[[Path], None]) -> None:
    damage(generation(index) / "catalogue.sqlite")
    source = index.parent / "a.jsonl"
    with pytest.raises(IndexDamaged, match=f"nothing else has them.* build --replace {index} {source}"):
        repair(index, lambda _: EMBEDDER)


@pytest.mark.parametrize("lost", ["manifest.json", "generation-000001/vectors.faiss"])
def test_vectors_of_another_model_are_not_mixed_in(index: Path, lost: str) -> None:
    (index / lost).unlink()
    with pytest.raises(IndexMismatch, match=r"hashing-64\), but the model in use has fingerprint other-64"):
        repair(index, lambda _: OtherEmbedder())


def test_without_either_manifest_nobody_knows_the_model(index: Path) -> None:
    (index / "manifest.json").unlink()
    (generation(index) / "manifest.json").unlink()
    with pytest.raises(IndexDamaged, match=r"(?s)Its copy in .* is lost too.* build --replace"):
        repair(index, lambda _: EMBEDDER)
    assert generation(index).is_dir()


def test_a_repair_that_was_cut_off_goes_on(index: Path) -> None:
    (generation(index) / "vectors.faiss").unlink()
    with pytest.raises(ModelUnavailable):
        repair(index, lambda _: FailingEmbedder())
    assert repair(index, lambda _: EMBEDDER).embedded == COUNT - AT_ONCE
    assert index_problems(index) == []


def test_a_path_without_an_index_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="no index here"):
        repair(tmp_path / "nowhere", lambda _: EMBEDDER)
    assert list(tmp_path.iterdir()) == []
