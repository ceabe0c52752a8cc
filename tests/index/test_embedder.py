from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from index.embedder import Embedder, SentenceTransformerEmbedder, has_bfloat16, load_embedder
from index.errors import ModelUnavailable, SettingsError
from tests.fakes import HashingEmbedder

TEXTS = [
    "Le ministre a démissionné jeudi.",
    "Floods closed the northern road.",
    "",
    "Le prix du blé a encore monté, selon la coopérative de la plaine. " * 5,
]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(HashingEmbedder, id="hashing"),
        pytest.param(load_embedder, id="sentence-transformers", marks=pytest.mark.weights),
        pytest.param(lambda: load_embedder(precision="bfloat16"), id="bfloat16", marks=pytest.mark.weights),
    ],
)
def embedder(request: pytest.FixtureRequest) -> Embedder:
    made: Embedder = request.param()
    return made


def test_a_passage_becomes_a_row_of_length_one(embedder: Embedder) -> None:
    rows = embedder.embed_passages(TEXTS)
    assert (rows.shape, rows.dtype.name) == ((len(TEXTS), embedder.dimension), "float32")
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-6)


def test_a_query_becomes_one_vector_of_length_one(embedder: Embedder) -> None:
    vector = embedder.embed_query("Qui a démissionné ?")
    assert (vector.shape, vector.dtype.name) == ((embedder.dimension,), "float32")
    np.testing.assert_allclose(np.linalg.norm(vector), 1, rtol=1e-6)


def test_no_texts_become_no_rows(embedder: Embedder) -> None:
    rows = embedder.embed_passages([])
    assert (rows.shape, rows.dtype.name) == ((0, embedder.dimension), "float32")


def test_rows_keep_the_order_of_their_texts(embedder: Embedder) -> None:
    together = embedder.embed_passages(TEXTS)
    alone = np.concatenate([embedder.embed_passages([text]) for text in TEXTS])
    np.testing.assert_allclose((together * alone).sum(axis=1), 1, atol=2e-3)


@pytest.mark.weights
def test_many_texts_in_threads_get_the_rows_that_each_gets_alone() -> None:
    embedder = load_embedder()
    texts = [" ".join(TEXTS[:2]) + f" Sujet {n}. " * (n % 7) for n in range(120)]
    together = embedder.embed_passages(texts)
    alone = np.concatenate([embedder.embed_passages([text]) for text in texts[::17]])
    np.testing.assert_allclose((together[::17] * alone).sum(axis=1), 1, atol=1e-3)


def test_the_same_texts_give_the_same_rows(embedder: Embedder) -> None:
    np.testing.assert_array_equal(embedder.embed_passages(TEXTS), embedder.embed_passages(TEXTS))


def test_the_passage_that_speaks_of_the_query_is_nearest(embedder: Embedder) -> None:
    rows = embedder.embed_passages(TEXTS)
    queries = ["le ministre démissionné", "the northern road floods", "le prix du blé a monté"]
    nearest = [TEXTS[int(np.argmax(rows @ embedder.embed_query(query)))] for query in queries]
    assert nearest == [TEXTS[0], TEXTS[1], TEXTS[3]]


def test_the_hashing_embedder_is_the_same_on_every_machine() -> None:
    vector = HashingEmbedder().embed_query("blé")
    assert HashingEmbedder.fingerprint == "hashing-64"
    assert {int(i): round(float(vector[i]), 3) for i in np.flatnonzero(vector)} == {
        15: 0.408,
        17: 0.816,
        62: 0.408,
    }


@pytest.mark.weights
def test_the_default_model_tells_queries_from_passages() -> None:
    embedder = load_embedder(precision="float32")
    text = "Le ministre a démissionné jeudi."
    likeness = float(embedder.embed_query(text) @ embedder.embed_passages([text])[0])
    assert 0.8 < likeness < 0.999


@pytest.mark.weights
def test_bfloat16_gives_nearly_the_same_vectors_and_the_same_fingerprint() -> None:
    exact, quick = load_embedder(precision="float32"), load_embedder(precision="bfloat16")
    likeness = (exact.embed_passages(TEXTS) * quick.embed_passages(TEXTS)).sum(axis=1)
    assert likeness.min() > 0.999
    assert exact.fingerprint == quick.fingerprint


def test_the_fingerprint_of_a_named_model_needs_no_weights() -> None:
    assert load_embedder().fingerprint == "5f5ffb81dfa50ba4"


def test_the_fingerprint_of_a_folder_follows_its_weights_and_its_name(tmp_path: Path) -> None:
    def fingerprint(name: str, weights: bytes) -> str:
        folder = tmp_path / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "model.safetensors").write_bytes(weights)
        return load_embedder(str(folder)).fingerprint

    first = fingerprint("one", b"weights")
    assert first == fingerprint("one", b"weights")
    assert len({first, fingerprint("two", b"weights"), fingerprint("one", b"other weights")}) == 3


def test_a_folder_without_weights_has_no_fingerprint(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="holds no weights"):
        _ = load_embedder(str(tmp_path)).fingerprint


def test_a_folder_that_is_no_model_is_said_with_the_known_names(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="Known names: multilingual-e5-small;"):
        SentenceTransformerEmbedder(str(tmp_path)).embed_query("?")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"precision": "int8"}, "precision 'int8': choose one of auto, float32, bfloat16"),
        ({"batch_size": 0}, "batch_size 0: give at least 1"),
        ({"model": "qwen2.5-coder-1.5b-instruct"}, "is a chat model, not an embedder"),
    ],
)
def test_a_senseless_setting_is_refused(settings: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_embedder(**settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("flags : fpu avx512f avx512_bf16 avx512_vnni", True),
        ("flags : fpu amx_bf16 amx_tile", True),
        ("flags : fpu avx2 avx512f", False),
        ("", False),
        (None, False),
    ],
)
def test_bfloat16_is_chosen_by_the_processors_flags(
    tmp_path: Path, flags: str | None, expected: bool
) -> None:
    file = tmp_path / "cpuinfo"
    if flags is not None:
        file.write_text(flags)
    assert has_bfloat16(file) is expected
