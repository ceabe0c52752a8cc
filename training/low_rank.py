"""A low-rank change to a linear layer (Hu et al. 2021, "LoRA")."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

# The product of the thin matrices counts so many times.
ALPHA_A_RANK = 2


class LowRank(nn.Module):
    """A frozen linear layer plus a product of two thin matrices, `a` (rank, in) and `b` (out, rank)."""

    def __init__(self, base: nn.Linear, rank: int) -> None:
        super().__init__()
        self.base = base
        self.a = nn.Parameter(torch.randn(rank, base.in_features) / math.sqrt(base.in_features))
        self.b = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """Return the layer's output, changed."""
        change = (states @ self.a.to(states.dtype).T) @ self.b.to(states.dtype).T
        changed: torch.Tensor = self.base(states) + ALPHA_A_RANK * change
        return changed


def part_of_the_way(
    start: Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]],
    learned: Iterable[tuple[str, torch.Tensor, torch.Tensor]],
    share: float,
) -> Iterator[tuple[str, torch.Tensor, torch.Tensor]]:
    """Give the matrices between those of `start` (share 0) and those that were `learned` from it (share 1).

    What is learned from few examples costs less of what was known before (Wortsman et al. 2022, "Robust
    fine-tuning of zero-shot models"). The matrices stand for their products only while they are near.
    """
    for name, a, b in learned:
        before_a, before_b = (torch.from_numpy(matrix).to(a.device) for matrix in start[name])
        yield name, torch.lerp(before_a, a.float(), share), torch.lerp(before_b, b.float(), share)


class LowRankOfWeight(LowRank):
    """The same, where the weight is changed and not the output: for small layers, fewer passes over it."""

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """See LowRank.forward."""
        weight = self.base.weight + (ALPHA_A_RANK * self.b @ self.a).to(self.base.weight.dtype)
        return nn.functional.linear(states, weight, self.base.bias)
