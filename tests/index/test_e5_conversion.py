from __future__ import annotations

import json
import struct
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.e5_conversion import convert_e5
from index.errors import ModelCorrupt

HIDDEN, LAYERS, HEADS, WIDE, POSITIONS = 32, 2, 4, 64, 16
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁le", "chat", "é"]


def quantise(numbers: NDArray[np.int_], scales: NDArray[np.float16]) -> bytes:
    """Pack rows of 32 numbers in -8..7, one scale a row, as the file stores them."""
    halves = (numbers + 8).astype(np.uint8)
    packed = halves[:, :16] | halves[:, 16:] << 4
    return b"".join(scale.tobytes() + row.tobytes() for scale, row in zip(scales, packed, strict=True))


def tensor_shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (len(PIECES), HIDDEN),
        "emb.pos": (POSITIONS, HIDDEN),
        "emb.type": (2, HIDDEN),
        "emb.ln.w": (HIDDEN,),
        "emb.ln.b": (HIDDEN,),
    }
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao"):
            shapes[f"l{layer}.{name}.w"], shapes[f"l{layer}.{name}.b"] = (HIDDEN, HIDDEN), (HIDDEN,)
        shapes[f"l{layer}.fi.w"], shapes[f"l{layer}.fi.b"] = (WIDE, HIDDEN), (WIDE,)
        shapes[f"l{layer}.fo.w"], shapes[f"l{layer}.fo.b"] = (HIDDEN, WIDE), (HIDDEN,)
        for name in ("aln.w", "aln.b", "oln.w", "oln.b"):
            shapes[f"l{layer}.{name}"] = (HIDDEN,)
    return shapes


@cache
def tiny_file() -> tuple[bytes, dict[str, NDArray[np.float32]]]:
    """A whole file of a tiny network, and the values its tensors must come out with."""
    random = np.random.default_rng(7)
    values, stored = {}, {}
    for name, shape in tensor_shapes().items():
        if len(shape) == 2 and name not in {"emb.pos", "emb.type"}:
            numbers = random.integers(-8, 8, (shape[0] * shape[1] // 32, 32))
            scales = random.choice(np.array([0.5, 0.25, 0.125], np.float16), len(numbers))
            stored[name] = (1, quantise(numbers, scales))
            values[name] = (numbers * scales[:, None]).astype(np.float32).reshape(shape)
        else:
            values[name] = random.integers(-64, 64, shape).astype(np.float32) / 64
            stored[name] = (0, values[name].tobytes())
    text = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, text)])
    head = b"E5S1" + struct.pack(
        "<I7ifi", 1, HIDDEN, LAYERS, HEADS, WIDE, len(PIECES), POSITIONS, 2, 1e-12, 32
    )
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, text)))
    head += struct.pack(f"<{len(offsets)}I", *offsets) + struct.pack(f"<{len(PIECES)}f", *range(0, -8, -1))
    head += b"".join(text) + struct.pack("<iI", 1, 5) + b"\x01\0\0\0\0" + struct.pack("<i", len(stored))
    offset = len(head) + sum(2 + len(name) + 21 for name in stored)
    for name, (kind, content) in stored.items():
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", kind, values[name].size, offset, len(content))
        offset += len(content)
    return head + b"".join(content for _, content in stored.values()), values


def write(folder: Path, content: bytes) -> Path:
    binary = folder / "tiny.bin"
    binary.write_bytes(content)
    return binary


def test_the_weights_come_out_dequantised(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    content, values = tiny_file()
    convert_e5(write(tmp_path, content), tmp_path / "model")
    weights = load_file(tmp_path / "model" / "model.safetensors")
    names = {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
    }
    inside = {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "ao": "attention.output.dense",
        "aln": "attention.output.LayerNorm",
        "fi": "intermediate.dense",
        "fo": "output.dense",
        "oln": "output.LayerNorm",
    }
    for layer in range(LAYERS):
        for short, long in inside.items():
            names[f"l{layer}.{short}.w"] = f"encoder.layer.{layer}.{long}.weight"
            names[f"l{layer}.{short}.b"] = f"encoder.layer.{layer}.{long}.bias"
    assert set(weights) == set(names.values())
    for short, long in names.items():
        np.testing.assert_array_equal(weights[long].astype(np.float32), values[short], err_msg=short)


def test_the_folder_opens_as_a_sentence_transformers_model(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    convert_e5(write(tmp_path, tiny_file()[0]), tmp_path / "model")
    model = SentenceTransformer(str(tmp_path / "model"), device="cpu", local_files_only=True)
    assert str(model.dtype) == "torch.float32"
    assert (model.max_seq_length, model.get_embedding_dimension()) == (POSITIONS, HIDDEN)
    assert {model.prompts[role] for role in ("passage", "document")} == {"passage: "}
    assert model.prompts["query"] == "query: "
    tokens = model.tokenizer.convert_ids_to_tokens(model.tokenizer("le  chaté").input_ids)
    assert tokens == ["<s>", "▁le", "▁", "chat", "é", "</s>"]
    np.testing.assert_allclose(np.linalg.norm(model.encode("le chat")), 1, rtol=1e-5)


def test_converting_again_keeps_the_folder(tmp_path: Path) -> None:
    binary = write(tmp_path, tiny_file()[0])
    convert_e5(binary, tmp_path / "model")
    before = (tmp_path / "model" / "config.json").stat().st_ino
    convert_e5(binary, tmp_path / "model")
    assert (tmp_path / "model" / "config.json").stat().st_ino == before
    assert {path.name for path in tmp_path.iterdir()} == {"tiny.bin", "model"}


@settings(deadline=None)  # the disk decides how long one takes
@given(st.integers(0, len(tiny_file()[0]) - 1))
def test_a_file_cut_anywhere_is_refused_and_leaves_nothing(length: int) -> None:
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with pytest.raises(ModelCorrupt, match=r"tiny\.bin is not a whole E5 file"):
            convert_e5(write(folder, tiny_file()[0][:length]), folder / "model")
        assert {path.name for path in folder.iterdir()} == {"tiny.bin"}


@pytest.mark.parametrize(
    ("offset", "field", "message"),
    [
        (0, b"E5S2", "it does not begin with E5S1 version 1"),
        (4, b"\2\0\0\0", "it does not begin with E5S1 version 1"),
        (8, b"\0\0\0\0", "no network has these sizes"),
        (16, b"\5\0\0\0", "no network has these sizes"),
        (12, b"\3\0\0\0", r"tensor l2\.q\.w of shape \(32, 32\) is missing"),
        (24, b"\7\0\0\0", "it has more pieces than rows"),
        (40, b"\x40\0\0\0", "its blocks hold 64 numbers instead of 32"),
        (48, b"\x08\0\0\0", "the id of a special piece is outside the vocabulary"),
        (72, b"\xff\0\0\0", "its pieces do not follow each other"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, offset: int, field: bytes, message: str) -> None:
    content = bytearray(tiny_file()[0])
    content[offset : offset + len(field)] = field
    with pytest.raises(ModelCorrupt, match=message):
        convert_e5(write(tmp_path, bytes(content)), tmp_path / "model")


def test_a_file_that_ends_early_says_where(tmp_path: Path) -> None:
    with pytest.raises(ModelCorrupt, match="it ends at byte 30, inside a field"):
        convert_e5(write(tmp_path, tiny_file()[0][:30]), tmp_path / "model")


def test_the_network_is_described_as_the_file_says(tmp_path: Path) -> None:
    convert_e5(write(tmp_path, tiny_file()[0]), tmp_path / "model")
    config = json.loads((tmp_path / "model" / "config.json").read_text("utf-8"))
    assert (config["hidden_size"], config["num_hidden_layers"], config["intermediate_size"]) == (32, 2, 64)
    assert config["layer_norm_eps"] == pytest.approx(1e-12)


@pytest.mark.weights
def test_the_real_model_finds_the_right_passage_in_either_language() -> None:
    from index.embedder import load_embedder

    passages = [
        "Les pompiers ont maîtrisé l'incendie de l'entrepôt dans la nuit de lundi à mardi.",
        "La banque centrale a relevé son taux directeur d'un quart de point.",
        "The striker scored twice and his club won the cup final.",
    ]
    queries = [
        "Quand le feu a-t-il été éteint ?",
        "By how much did interest rates rise?",
        "Qui a marqué en finale de la coupe ?",
    ]
    embedder = load_embedder(precision="float32")
    rows = embedder.embed_passages(passages)
    assert [int(np.argmax(rows @ embedder.embed_query(query))) for query in queries] == [0, 1, 2]
