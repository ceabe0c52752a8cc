"""A low-rank change to a GGUF file and back, as llama.cpp reads adapters.

Layout as llama.cpp's own converter writes it: `general.type` "adapter", `adapter.type` "lora", and of each
changed weight two tensors, `NAME.lora_a` of shape (rank, in) and `NAME.lora_b` of shape (out, rank).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

ARCHITECTURE = "qwen2"
NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_PARTS = {name: part for part, name in NAMES.items()}


def write_adapter(
    path: Path, changes: Iterable[tuple[str, torch.Tensor, torch.Tensor]], alpha: float
) -> None:
    """Write a change in float16.

    Args:
        path: the file to write.
        changes: of each changed weight its name in transformers ("model.layers.14.mlp.up_proj") and the two
            matrices, of shapes (rank, in) and (out, rank).
        alpha: their product counts alpha / rank times.
    """
    import gguf

    writer = gguf.GGUFWriter(path, ARCHITECTURE)
    writer.add_string("general.type", "adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(alpha))
    for name, a, b in changes:
        _, _, layer, part = name.split(".", 3)
        for matrix, values in (("a", a), ("b", b)):
            tensor = f"blk.{layer}.{NAMES[part]}.weight.lora_{matrix}"
            writer.add_tensor(tensor, values.cpu().numpy().astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def read_adapter(path: Path) -> dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Read a change: of each changed weight, by its name in transformers, the two matrices."""
    import gguf

    tensors = {tensor.name: tensor.data for tensor in gguf.GGUFReader(path).tensors}
    changes = {}
    for name, values in tensors.items():
        if not name.endswith(".lora_a"):
            continue
        _, layer, part, _ = name.split(".", 3)
        whole = f"model.layers.{layer}.{_PARTS[part]}"
        other = tensors[name.removesuffix("a") + "b"]
        changes[whole] = (np.array(values, np.float32), np.array(other, np.float32))
    return changes
