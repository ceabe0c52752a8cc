"""Examples kept apart -> what a reader in training makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import torch

from qa.accepted_forms import holds_any_form
from qa.examples import NOT_FOUND
from qa.generator import FIRST_WORD

if TYPE_CHECKING:
    from training.reader import Example, Trainee

AT_ONCE = 32
# Added to the logit of a refusal, which of itself comes as soon as it is likelier than any one first word.
RELUCTANCE = -4.0
# A quote and a sentence of usual length.
LONGEST_REPLY = 96
_CITATION = re.compile(r"\[\d+\]")


@torch.inference_mode()
def loss_apart(trainee: Trainee, apart: Sequence[Example], padding: int) -> str:
    """Say the mean loss of the examples, of answers and of refusals."""
    told = []
    for is_refusal in (False, True):
        own = [example for example in apart if example.is_refusal is is_refusal]
        total = 0.0
        for first in range(0, len(own), AT_ONCE):
            part = own[first : first + AT_ONCE]
            total += trainee.loss(part, padding).item() * len(part)
        told.append(f"{total / max(1, len(own)):.3f} of {len(own)}")
    return f"loss of answers {told[0]}, of refusals {told[1]}"


def read_apart(trainee: Trainee, tokenizer: Any, apart: Sequence[Example]) -> Iterator[str]:
    """Say in each language how many are read rightly: the likeliest reply holds an accepted answer.

    Nothing checks a reply here, no grammar holds it, and it may refuse, if with RELUCTANCE.
    """
    replies = [_CITATION.sub("", reply) for reply in _replies(trainee, tokenizer, apart)]
    for language in ("fr", "en"):
        asked = [(one, reply) for one, reply in zip(apart, replies, strict=True) if one.language == language]
        answerable = [(one, reply) for one, reply in asked if one.answers]
        others = [reply for one, reply in asked if not one.answers]
        right = sum(holds_any_form(reply, one.answers) for one, reply in answerable)
        refused = sum(reply.startswith(NOT_FOUND) for _, reply in answerable)
        yield (
            f"{language}: {right} of {len(answerable)} right ({right / max(1, len(answerable)):.3f}), "
            f"{refused} refused; {sum(reply.startswith(NOT_FOUND) for reply in others)} of {len(others)} "
            f"without an answer refused"
        )


@torch.inference_mode()
def _replies(trainee: Trainee, tokenizer: Any, examples: Sequence[Example]) -> list[str]:
    padding = tokenizer.pad_token_id or 0
    refusing = tokenizer(FIRST_WORD, add_special_tokens=False)["input_ids"]
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].prompt))
    replies = [""] * len(examples)
    for first in range(0, len(order), AT_ONCE):
        places = order[first : first + AT_ONCE]
        longest = max(len(examples[i].prompt) for i in places)
        rows = [examples[i].prompt for i in places]
        ids = torch.tensor([[padding] * (longest - len(row)) + row for row in rows])
        mask = torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in rows])
        written = trainee.model.generate(
            input_ids=ids.to(trainee.model.device),
            attention_mask=mask.to(trainee.model.device),
            max_new_tokens=LONGEST_REPLY,
            do_sample=False,
            pad_token_id=padding,
            eos_token_id=tokenizer.convert_tokens_to_ids("<|im_end|>"),
            sequence_bias=[[refusing, RELUCTANCE]],
        )
        for i, row in zip(places, written[:, longest:], strict=True):
            replies[i] = tokenizer.decode(row, skip_special_tokens=True).strip()
    return replies
