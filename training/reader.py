"""Examples -> a low-rank change to the local chat model's weights, as a GGUF file that llama.cpp applies.

From the excerpts of `qa.prompts` the model learns to copy the words that answer and to write the one sentence
that is wanted, or NOT FOUND.
Layers from `--first-changed` on are changed (Hu et al. 2021, "LoRA"): those below are read without gradients,
so on a processor a step costs little more than reading.
"""

from __future__ import annotations

import argparse
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
from qa.prompts import QUOTE_END
from training.gguf_adapter import read_adapter, write_adapter
from training.low_rank import ALPHA_A_RANK, LowRank, part_of_the_way
from training.read_apart import loss_apart, read_apart
from training.rows import read_rows

RANK = 8
LEARNING_RATE = 3e-4
WARM_STEPS = 15
# Of a reply's loss, what the few copied words count: whether an answer is right is decided there.
COPIED_SHARE = 0.5
CHANGED = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


class Example:
    """Tokens of a prompt and of its reply, the first `copied` of which find the answer or refuse.

    A reply that ends with the copied words ends in the middle: what comes then is not taught.
    """

    def __init__(self, tokenizer: Any, row: dict[str, Any]) -> None:
        prompt, reply = prompt_text(row["messages"]), row["reply"]
        if not reply.endswith(QUOTE_END):
            reply += "<|im_end|>"
        self.prompt: list[int] = tokenizer(prompt, add_special_tokens=False)["input_ids"]
        self.reply: list[int] = tokenizer(reply, add_special_tokens=False)["input_ids"]
        words, end, sentence = row["reply"].partition(QUOTE_END)
        copied = tokenizer(words + end, add_special_tokens=False)["input_ids"]
        self.copied: int = len(copied) if sentence else len(self.reply)
        self.answers: list[str] = row["answers"]
        self.language: str = row["lang"]
        self.is_refusal = row["reply"] == NOT_FOUND


def prompt_text(messages: Sequence[Sequence[str]]) -> str:
    """Write messages as the model's chat template does, up to the reply."""
    said = "".join(f"<|im_start|>{role}\n{content}<|im_end|>\n" for role, content in messages)
    return f"{said}<|im_start|>assistant\n"


class Trainee(nn.Module):
    """A chat model of the Qwen2 kind with its change; the model's own weights are frozen."""

    def __init__(self, model: Any, first_changed: int, rank: int = RANK) -> None:
        super().__init__()
        self.model = model
        for parameter in self.model.parameters():
            parameter.requires_grad = False
        for layer in self.model.model.layers[first_changed:]:
            for part in (layer.self_attn, layer.mlp):
                for name, child in list(part.named_children()):
                    if name in CHANGED:
                        setattr(part, name, LowRank(child, rank))

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
        """Return the mean loss of the replies; in each the copied words count COPIED_SHARE, however few."""
        ids, _ = pad([[*example.prompt, *example.reply] for example in examples], padding)
        # What is padded comes last, where nothing that counts sees it: no mask is needed.
        ids = ids.to(self.model.device)
        states = self.model.model(input_ids=ids, use_cache=False).last_hidden_state
        losses = []
        for place, example in enumerate(examples):
            first = len(example.prompt) - 1
            own = states[place, first : first + len(example.reply)]
            wanted = torch.tensor(example.reply, device=ids.device)
            each = nn.functional.cross_entropy(self.model.lm_head(own).float(), wanted, reduction="none")
            copied, said = each[: example.copied].mean(), each[example.copied :]
            is_all = not len(said)
            losses.append(copied if is_all else COPIED_SHARE * copied + (1 - COPIED_SHARE) * said.mean())
        return torch.stack(losses).mean()


def open_model(gguf: Path, device: str) -> Any:
    """Open the local chat model's weights in bfloat16."""
    model: Any = AutoModelForCausalLM.from_pretrained(
        gguf.parent,
        gguf_file=gguf.name,
        quantization_config=GgufConfig(dequantize=True),
        dtype=torch.bfloat16,
        # PyTorch's own attention is slow backwards on a processor.
        attn_implementation="eager" if device == "cpu" else "sdpa",
    )
    return model.to(device)


def train(  # noqa: PLR0913 - what is trained on what, how long, and what is done now and then
    trainee: Trainee,
    examples: list[Example],
    padding: int,
    *,
    steps: int,
    a_step: int,
    at_once: int,
    look: Callable[[], None],
    look_every: int,
) -> None:
    """Fit the change, `at_once` examples of a step read together; print the loss, `look` now and then."""
    optimizer = torch.optim.AdamW(trainee.trained(), weight_decay=0.0)
    waiting: list[Example] = []
    started, recent = time.monotonic(), []
    for step in range(steps):
        if len(waiting) < a_step:
            waiting = waiting + random.sample(examples, len(examples))
        batch, waiting = waiting[:a_step], waiting[a_step:]
        batch.sort(key=lambda example: len(example.prompt))
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * min(1, (step + 1) / WARM_STEPS) * max(0.05, 1 - step / steps)
        optimizer.zero_grad()
        for first in range(0, len(batch), at_once):
            part = batch[first : first + at_once]
            loss = trainee.loss(part, padding) * len(part) / len(batch)
            loss.backward()  # type: ignore[no-untyped-call]
            recent.append(loss.detach() * len(batch) / len(part))
        nn.utils.clip_grad_norm_(trainee.trained(), 1.0)
        optimizer.step()
        if step % 10 == 0:
            mean = torch.stack(recent).mean()
            print(f"step {step} of {steps}  loss {mean:.3f}  {time.monotonic() - started:.0f} s", flush=True)
            recent = []
        if step and step % look_every == 0:
            look()
    look()


def main() -> int:
    """Read examples, train, and write the change."""
    parser = argparse.ArgumentParser(prog="python -m training.reader", description=__doc__)
    parser.add_argument("adapter", type=Path, help="the GGUF file to write")
    parser.add_argument("examples", type=Path, nargs="+")
    parser.add_argument("--apart", type=Path, nargs="*", default=[], help="examples that only measure")
    parser.add_argument("--start", type=Path, help="a change made before, to go on from")
    parser.add_argument(
        "--share",
        type=float,
        default=1.0,
        help="of the way from --start to what is learned, how much is written",
    )
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--device", default="cpu", help='"cpu" or "cuda"')
    parser.add_argument("--a-step", type=int, default=8, help="examples a step")
    parser.add_argument("--at-once", type=int, default=4, help="examples read together")
    parser.add_argument("--look-every", type=int, default=60, help="steps after which the change is written")
    parser.add_argument(
        "--first-changed", type=int, default=14, help="the lowest layer that is changed, of 28"
    )
    parser.add_argument("--rank", type=int, default=RANK)
    parser.add_argument("--seed", type=int, default=0)
    parsed = parser.parse_args()
    if parsed.share < 1 and not parsed.start:
        parser.error("--share is of the way from --start: name what to start from.")
    random.seed(parsed.seed)
    torch.manual_seed(parsed.seed)
    gguf = locate(LOCAL_WEIGHTS)
    tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
    padding = tokenizer.pad_token_id or 0
    trainee = Trainee(open_model(gguf, parsed.device), parsed.first_changed, parsed.rank).to(parsed.device)
    start = read_adapter(parsed.start) if parsed.start else {}
    if start:
        trainee.start_from(start)
    examples = [example for path in parsed.examples for example in _read(path, tokenizer)]
    apart = {path: _read(path, tokenizer) for path in parsed.apart}

    def look() -> None:
        unfinished = parsed.adapter.with_suffix(".unfinished")
        kept = part_of_the_way(start, trainee.changes(), parsed.share) if start else trainee.changes()
        write_adapter(unfinished, kept, ALPHA_A_RANK * parsed.rank)
        unfinished.replace(parsed.adapter)
        for path, own in apart.items():
            print(f"{path.name}: {loss_apart(trainee, own, padding)}", flush=True)

    train(
        trainee,
        examples,
        padding,
        steps=int(parsed.epochs * len(examples) / parsed.a_step),
        a_step=parsed.a_step,
        at_once=parsed.at_once,
        look=look,
        look_every=parsed.look_every,
    )
    for path, own in apart.items():
        for line in read_apart(trainee, tokenizer, own):
            print(f"{path.name}: {line}", flush=True)
    return 0


def _read(path: Path, tokenizer: Any) -> list[Example]:
    return [Example(tokenizer, row) for row in read_rows(path)]


if __name__ == "__main__":
    sys.exit(main())
