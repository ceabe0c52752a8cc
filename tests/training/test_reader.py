from __future__ import annotations

import random
from typing import Any

import pytest
import torch

from training.reader import CHANGED, Trainee, prompt_text, train

FIRST_CHANGED = 1


class WordTokenizer:
    """One token a letter."""

    def __call__(self, text: str, *, add_special_tokens: bool) -> dict[str, list[int]]:
        assert not add_special_tokens
        return {"input_ids": [ord(letter) % 128 for letter in text]}


def tiny_model() -> Any:
    from transformers import Qwen2Config, Qwen2ForCausalLM

    torch.manual_seed(1)
    return Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=128,
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            num_key_value_heads=1,
        )
    )


def example(reply: str) -> Any:
    from training.reader import Example

    row = {
        "messages": [("system", "Answer."), ("user", "[1] Le pont mesure 140 m.")],
        "reply": reply,
        "answers": [],
        "lang": "fr",
    }
    return Example(WordTokenizer(), row)


def test_a_prompt_is_written_as_the_model_s_template_does_up_to_the_reply() -> None:
    assert prompt_text([("system", "S"), ("user", "U")]) == (
        "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n"
    )


def test_only_the_upper_layers_get_a_change_and_only_that_is_trained() -> None:
    trainee = Trainee(tiny_model(), FIRST_CHANGED)
    changes = list(trainee.changes())
    assert {name.split(".")[2] for name, _, _ in changes} == {str(FIRST_CHANGED)}
    assert {name.rsplit(".", 1)[1] for name, _, _ in changes} == set(CHANGED)
    assert sum(value.numel() for value in trainee.trained()) == sum(
        a.numel() + b.numel() for _, a, b in changes
    )


def test_the_loss_of_examples_together_is_the_mean_of_each_alone() -> None:
    trainee = Trainee(tiny_model(), FIRST_CHANGED)
    examples = [example("140 m. [1]"), example("NOT FOUND")]
    alone = [trainee.loss([one], 0).item() for one in examples]
    assert trainee.loss(examples, 0).item() == pytest.approx(sum(alone) / 2, rel=1e-4)


def test_some_steps_lower_the_loss() -> None:
    random.seed(1)
    trainee = Trainee(tiny_model(), FIRST_CHANGED)
    examples = [example("Le pont mesure 140 m. [1]")]
    optimizer = torch.optim.AdamW(trainee.trained(), lr=1e-2)
    losses = []
    for _ in range(12):
        optimizer.zero_grad()
        loss = trainee.loss(examples, 0)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] - 0.1


def test_training_goes_on_from_a_change_made_before() -> None:
    first = Trainee(tiny_model(), FIRST_CHANGED)
    for _, _, b in first.changes():
        b.normal_()
    second = Trainee(tiny_model(), FIRST_CHANGED)
    second.start_from({name: (a.numpy(), b.numpy()) for name, a, b in first.changes()})
    examples = [example("140 m. [1]")]
    assert second.loss(examples, 0).item() == first.loss(examples, 0).item()


def test_a_change_of_other_weights_cannot_be_gone_on_from() -> None:
    other = {name: (a.numpy(), b.numpy()) for name, a, b in Trainee(tiny_model(), 0).changes()}
    with pytest.raises(KeyError, match=r"layers\.0"):
        Trainee(tiny_model(), FIRST_CHANGED).start_from(other)


def test_what_is_trained_is_looked_at_now_and_then() -> None:
    kept = []
    trainee = Trainee(tiny_model(), FIRST_CHANGED)
    look = lambda: kept.append(1)  # noqa: E731
    train(trainee, [example("140 m. [1]")] * 8, 0, steps=6, a_step=8, at_once=3, look=look, look_every=2)
    assert len(kept) == 3
