from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from training.low_rank import ALPHA_A_RANK, LowRank, LowRankOfWeight, part_of_the_way

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


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_part_of_the_way_lies_between_the_start_and_what_was_learned(share: float) -> None:
    start = {"up": (np.zeros((2, 5), np.float32), np.full((3, 2), 4, np.float32))}
    learned = [("up", torch.full((2, 5), 2.0), torch.full((3, 2), 8.0))]
    [(name, a, b)] = part_of_the_way(start, learned, share)
    assert name == "up"
    assert torch.equal(a, torch.full((2, 5), 2 * share))
    assert torch.equal(b, torch.full((3, 2), 4 + 4 * share))


def test_part_of_the_way_starts_from_the_same_weights() -> None:
    with pytest.raises(KeyError):
        [*part_of_the_way({}, [("up", torch.zeros(2, 5), torch.zeros(3, 2))], 0.5)]
