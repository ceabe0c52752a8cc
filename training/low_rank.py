"""A low-rank change to a linear layer (Hu et al. 2021, "LoRA")."""

from __future__ import annotations

import math

import torch
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


class LowRankOfWeight(LowRank):
    """The same, where the weight is changed and not the output: for small layers, fewer passes over it."""

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """See LowRank.forward."""
        weight = self.base.weight + (ALPHA_A_RANK * self.b @ self.a).to(self.base.weight.dtype)
        return nn.functional.linear(states, weight, self.base.bias)
