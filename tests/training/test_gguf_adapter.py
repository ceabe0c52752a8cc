from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np
import pytest
import torch

from training.gguf_adapter import read_adapter, write_adapter


def test_what_is_written_is_read_back_under_the_names_of_llama_cpp(tmp_path: Path) -> None:
    a, b = torch.arange(6.0).reshape(2, 3), torch.arange(8.0).reshape(4, 2)
    path = tmp_path / "adapter.gguf"
    write_adapter(path, [("model.layers.7.mlp.down_proj", a, b)], alpha=16)
    reader = gguf.GGUFReader(path)
    fields = {name: reader.fields[name].contents() for name in ("general.type", "adapter.type")}
    assert fields == {"general.type": "adapter", "adapter.type": "lora"}
    assert reader.fields["adapter.lora.alpha"].contents() == 16
    tensors = {tensor.name: np.asarray(tensor.data) for tensor in reader.tensors}
    assert tensors.keys() == {"blk.7.ffn_down.weight.lora_a", "blk.7.ffn_down.weight.lora_b"}
    np.testing.assert_array_equal(tensors["blk.7.ffn_down.weight.lora_a"], a.numpy())
    np.testing.assert_array_equal(tensors["blk.7.ffn_down.weight.lora_b"], b.numpy())


def test_a_weight_that_llama_cpp_does_not_know_is_an_error(tmp_path: Path) -> None:
    change = [("model.layers.7.mlp.other", torch.zeros(1, 1), torch.zeros(1, 1))]
    with pytest.raises(KeyError, match=r"mlp\.other"):
        write_adapter(tmp_path / "adapter.gguf", change, alpha=16)


def test_a_change_is_read_back_under_the_names_of_transformers(tmp_path: Path) -> None:
    a, b = torch.arange(6.0).reshape(2, 3), torch.arange(8.0).reshape(4, 2)
    names = ["model.layers.7.mlp.down_proj", "model.layers.12.self_attn.o_proj"]
    write_adapter(tmp_path / "adapter.gguf", [(names[0], a, b), (names[1], b, b + 1)], alpha=16)
    changes = read_adapter(tmp_path / "adapter.gguf")
    assert list(changes) == names
    for name, matrices in zip(names, [(a, b), (b, b + 1)], strict=True):
        for read, written in zip(changes[name], matrices, strict=True):
            np.testing.assert_array_equal(read, written.numpy())
