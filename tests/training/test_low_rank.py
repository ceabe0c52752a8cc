from __future__ import annotations

import pytest
import torch
from torch import nn

from training.low_rank import ALPHA_A_RANK, LowRank, LowRankOfWeight

CHANGES = [LowRank, LowRankOfWeight]


@pytest.mark.parametrize("change", CHANGES)
def test_before_training_the_change_changes_nothing(change: type[LowRank]) -> None:
    linear = nn.Linear(5, 3)
    states = torch.randn(4, 5)
    assert torch.equal(change(linear, 2)(states), linear(states))


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("bias", [True, False])
def test_the_product_of_the_thin_matrices_is_added_to_the_weight(change: type[LowRank], bias: bool) -> None:
    torch.manual_seed(1)
    linear = nn.Linear(5, 3, bias=bias)
    changed, states = change(linear, 2), torch.randn(4, 5)
    nn.init.normal_(changed.b)
    added = states @ (ALPHA_A_RANK * changed.b @ changed.a).T
    torch.testing.assert_close(changed(states), linear(states) + added)
