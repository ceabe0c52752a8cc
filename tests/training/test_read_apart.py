from __future__ import annotations

from typing import Any

import torch

from qa.examples import NOT_FOUND
from tests.training.test_reader import FIRST_CHANGED, WordTokenizer, tiny_model
from training.read_apart import loss_apart, read_apart
from training.reader import Example, Trainee

END = 1


class LetterTokenizer(WordTokenizer):
    """One token a letter, and back."""

    pad_token_id = 0

    def __call__(self, text: str, *, add_special_tokens: bool) -> dict[str, list[int]]:
        return super().__call__(text.replace("<|im_end|>", chr(END)), add_special_tokens=add_special_tokens)

    def convert_tokens_to_ids(self, token: str) -> int:
        assert token == "<|im_end|>"
        return END

    def decode(self, tokens: Any, *, skip_special_tokens: bool) -> str:
        assert skip_special_tokens
        return "".join(chr(token) for token in tokens.tolist() if token > END)


def example(question: str, reply: str, answers: list[str]) -> Example:
    row = {"messages": [("user", question)], "reply": reply, "answers": answers, "lang": "fr"}
    return Example(LetterTokenizer(), row)


def test_what_was_learnt_by_heart_is_read_rightly_and_nothing_else_is() -> None:
    torch.manual_seed(1)
    trainee = Trainee(tiny_model(), FIRST_CHANGED, 8)
    for parameter in trainee.model.parameters():
        parameter.requires_grad = True
    examples = [example("b", "7", ["7"]), example("a long one", NOT_FOUND, [])]
    optimizer = torch.optim.AdamW(trainee.trained(), lr=1e-2)
    for _ in range(80):
        optimizer.zero_grad()
        trainee.loss(examples, 0).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    told, english = read_apart(trainee, LetterTokenizer(), [*examples, example("b", "8", ["8"])])
    assert told == "fr: 1 of 2 right (0.500), 0 refused; 1 of 1 without an answer refused"
    assert english.startswith("en: 0 of 0 right")


def test_the_loss_of_answers_and_of_refusals_is_told_apart() -> None:
    trainee = Trainee(tiny_model(), FIRST_CHANGED)
    one, other = example("b", "7", ["7"]), example("a", NOT_FOUND, [])
    expected = trainee.loss([one], 0).item(), trainee.loss([other], 0).item()
    assert loss_apart(trainee, [one, other], 0) == (
        f"loss of answers {expected[0]:.3f} of 1, of refusals {expected[1]:.3f} of 1"
    )
