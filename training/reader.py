"""Examples -> a low-rank change to the local chat model's weights, as a GGUF file that llama.cpp applies.

From the excerpts of `qa.prompts` the model learns to copy the words that answer and to write the one sentence
that is wanted, or NOT FOUND.
Only the upper layers are changed (Hu et al. 2021, "LoRA"): the lower ones are read without gradients, so a
step costs little more than reading.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

from index.model_files import locate
from index.ranker import pad
from qa.chat_models import LOCAL_WEIGHTS
from qa.examples import NOT_FOUND
from training.gguf_adapter import read_adapter, write_adapter

RANK, ALPHA = 8, 16
FIRST_CHANGED = 14
LEARNING_RATE = 3e-4
WARM_STEPS = 15
EXAMPLES_A_STEP, EXAMPLES_AT_ONCE = 8, 4
# Steps after which the change so far is written, in case the rest is never done.
KEPT_EVERY = 60
CHANGED = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


class LowRank(nn.Module):
    """A frozen linear layer plus a product of two thin matrices."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base
        self.a = nn.Parameter(torch.randn(RANK, base.in_features) / math.sqrt(base.in_features))
        self.b = nn.Parameter(torch.zeros(base.out_features, RANK))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """Return the layer's output, changed."""
        change = (states @ self.a.to(states.dtype).T) @ self.b.to(states.dtype).T
        changed: torch.Tensor = self.base(states) + (ALPHA / RANK) * change
        return changed


class Example:
    """Tokens of a prompt and its reply, and where the reply begins."""

    def __init__(self, tokenizer: Any, row: dict[str, Any]) -> None:
        prompt = prompt_text(row["messages"])
        self.prompt: list[int] = tokenizer(prompt, add_special_tokens=False)["input_ids"]
        self.reply: list[int] = tokenizer(f"{row['reply']}<|im_end|>", add_special_tokens=False)["input_ids"]
        self.is_refusal = row["reply"] == NOT_FOUND


def prompt_text(messages: Sequence[Sequence[str]]) -> str:
    """Write messages as the model's chat template does, up to the reply."""
    said = "".join(f"<|im_start|>{role}\n{content}<|im_end|>\n" for role, content in messages)
    return f"{said}<|im_start|>assistant\n"


class Trainee(nn.Module):
    """A chat model of the Qwen2 kind with its change; the model's own weights are frozen."""

    def __init__(self, model: Any, first_changed: int = FIRST_CHANGED) -> None:
        super().__init__()
        self.model = model
        for parameter in self.model.parameters():
            parameter.requires_grad = False
        for layer in self.model.model.layers[first_changed:]:
            for part in (layer.self_attn, layer.mlp):
                for name, child in list(part.named_children()):
                    if name in CHANGED:
                        setattr(part, name, LowRank(child))

    def changes(self) -> Iterator[tuple[str, torch.Tensor, torch.Tensor]]:
        """Give each changed weight's name with its two thin matrices, (rank, in) and (out, rank)."""
        for name, module in self.model.named_modules():
            if isinstance(module, LowRank):
                yield name, module.a.detach(), module.b.detach()

    def start_from(self, changes: Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]) -> None:
        """Take over the matrices of a change made before.

        Raises:
            KeyError: it changes other weights than this one does.
        """
        mine = {name: module for name, module in self.model.named_modules() if isinstance(module, LowRank)}
        for name in mine.keys() | changes.keys():
            a, b = changes[name]
            mine[name].a.data.copy_(torch.from_numpy(a))
            mine[name].b.data.copy_(torch.from_numpy(b))

    def trained(self) -> list[nn.Parameter]:
        """Return the parameters that are not frozen."""
        return [value for value in self.parameters() if value.requires_grad]

    def loss(self, examples: Sequence[Example], padding: int) -> torch.Tensor:
        """Return the mean loss of the replies, each the mean over its tokens."""
        ids, mask = pad([[*example.prompt, *example.reply] for example in examples], padding)
        states = self.model.model(input_ids=ids, attention_mask=mask, use_cache=False).last_hidden_state
        losses = []
        for place, example in enumerate(examples):
            first = len(example.prompt) - 1
            own = states[place, first : first + len(example.reply)]
            logits = self.model.lm_head(own).float()
            losses.append(nn.functional.cross_entropy(logits, torch.tensor(example.reply)))
        return torch.stack(losses).mean()


def open_model(gguf: Path) -> Any:
    """Open the local chat model's weights in bfloat16."""
    # PyTorch's own attention is slow backwards on a processor.
    return AutoModelForCausalLM.from_pretrained(
        gguf.parent,
        gguf_file=gguf.name,
        quantization_config=GgufConfig(dequantize=True),
        dtype=torch.bfloat16,
        attn_implementation="eager",
    )


def train(  # noqa: PLR0913 - what is trained on what, how long, and what is done now and then
    trainee: Trainee,
    examples: list[Example],
    apart: list[Example],
    padding: int,
    *,
    epochs: float,
    keep: Callable[[], None],
) -> None:
    """Fit the change; print the loss, and that of the examples kept apart; `keep` it now and then."""
    optimizer = torch.optim.AdamW(trainee.trained(), weight_decay=0.0)
    steps = int(epochs * len(examples) / EXAMPLES_A_STEP)
    waiting: list[Example] = []
    started, recent = time.monotonic(), []
    for step in range(steps):
        if len(waiting) < EXAMPLES_A_STEP:
            waiting = waiting + random.sample(examples, len(examples))
        batch, waiting = waiting[:EXAMPLES_A_STEP], waiting[EXAMPLES_A_STEP:]
        batch.sort(key=lambda example: len(example.prompt))
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * min(1, (step + 1) / WARM_STEPS) * max(0.05, 1 - step / steps)
        optimizer.zero_grad()
        for first in range(0, len(batch), EXAMPLES_AT_ONCE):
            part = batch[first : first + EXAMPLES_AT_ONCE]
            loss = trainee.loss(part, padding) * len(part) / len(batch)
            loss.backward()  # type: ignore[no-untyped-call]
            recent.append(loss.item() * len(batch) / len(part))
        nn.utils.clip_grad_norm_(trainee.trained(), 1.0)
        optimizer.step()
        if step % 10 == 0:
            mean = sum(recent) / len(recent)
            print(f"step {step} of {steps}  loss {mean:.3f}  {time.monotonic() - started:.0f} s", flush=True)
            recent = []
        if step and step % KEPT_EVERY == 0:
            keep()
            if apart:
                print(f"kept apart: {loss_apart(trainee, apart, padding)}", flush=True)
    if apart:
        print(f"kept apart: {loss_apart(trainee, apart, padding)}", flush=True)


@torch.inference_mode()
def loss_apart(trainee: Trainee, apart: Sequence[Example], padding: int) -> str:
    """Say the mean loss of the examples kept apart, of answers and of refusals."""
    told = []
    for is_refusal in (False, True):
        own = [example for example in apart if example.is_refusal is is_refusal]
        losses = [trainee.loss([example], padding).item() for example in own]
        told.append(f"{sum(losses) / max(1, len(losses)):.3f} of {len(losses)}")
    return f"answers {told[0]}, refusals {told[1]}"


def main() -> int:
    """Read examples, train, and write the change."""
    parser = argparse.ArgumentParser(prog="python -m training.reader", description=__doc__)
    parser.add_argument("adapter", type=Path, help="the GGUF file to write")
    parser.add_argument("examples", type=Path, nargs="+")
    parser.add_argument("--apart", type=Path, help="examples that only measure")
    parser.add_argument("--start", type=Path, help="a change made before, to go on from")
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parsed = parser.parse_args()
    random.seed(parsed.seed)
    torch.manual_seed(parsed.seed)
    gguf = locate(LOCAL_WEIGHTS)
    tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
    trainee = Trainee(open_model(gguf))
    if parsed.start:
        trainee.start_from(read_adapter(parsed.start))
    examples = [Example(tokenizer, row) for path in parsed.examples for row in _rows(path)]
    apart = [Example(tokenizer, row) for row in _rows(parsed.apart)] if parsed.apart else []

    def keep() -> None:
        unfinished = parsed.adapter.with_suffix(".unfinished")
        write_adapter(unfinished, trainee.changes(), ALPHA)
        unfinished.replace(parsed.adapter)

    train(trainee, examples, apart, tokenizer.pad_token_id or 0, epochs=parsed.epochs, keep=keep)
    keep()
    return 0


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    sys.exit(main())
