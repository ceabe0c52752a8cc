"""Examples -> the ranker's weights: a low-rank change to the encoder, and a head that scores.

The loss of a question is the negative log-likelihood that one of the candidates that answer is chosen among
all and "none" (whose score is 0), plus half that of "none" among the others. To each score the sum of the
cheap signs of `qa.evidence` is added as it is when the ranker is used, so that the ranker learns what those
do not see. A sentence that answers also teaches a second head where in it the answer's first and last token
stand. Alone that head marks too few answers right to be of use, so it is not kept.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import nn
from transformers import AutoModel, AutoTokenizer

from index.embedder import DEFAULT_MODEL, named_folder
from index.ranker import Candidate, join_tokens, pad, pooled
from qa.evidence import LOOKED_AT, SIGNS
from training.low_rank import ALPHA_A_RANK, LowRankOfWeight
from training.rows import read_rows

RANK = 16
FIRST = (1, 3, 5, 8)
LEARNING_RATE = 6e-4
QUESTIONS_A_STEP = 6
ROWS_AT_ONCE = {"cpu": 12, "cuda": 256}
MOST_POSITIVE, CANDIDATES = 2, 6
HARDEST = 12
# What is kept is the mean of the weights after these shares of the steps (Izmailov et al. 2018, "Averaging
# weights leads to wider optima"): the first has learnt little by heart, the last has settled.
AVERAGED = (0.31, 1.0)
# About the mean of the sum of cheap signs over candidates.
USUAL_SIGNS = 1.0
WARM_STEPS = 40
NONE_WEIGHT, SPAN_WEIGHT = 0.5, 0.3


class Trainee(nn.Module):
    """The encoder with its change, and the heads; frozen weights in bfloat16."""

    def __init__(self, folder: Path, rank: int = RANK, device: str = "cpu") -> None:
        super().__init__()
        self.device = torch.device(device)
        self.encoder = AutoModel.from_pretrained(
            folder,
            dtype=torch.float32,
            add_pooling_layer=False,
            # PyTorch's own attention is slow backwards on a processor.
            attn_implementation="eager" if device == "cpu" else "sdpa",
        )
        for parameter in self.encoder.parameters():
            parameter.requires_grad = False
        for module in list(self.encoder.modules()):
            for name, child in list(module.named_children()):
                if isinstance(child, nn.Linear):
                    setattr(module, name, LowRankOfWeight(child, rank))
        for name, parameter in self.encoder.named_parameters():
            if not parameter.requires_grad and "LayerNorm" not in name:
                parameter.data = parameter.data.to(torch.bfloat16)
        hidden = self.encoder.config.hidden_size
        last = nn.Linear(hidden, 1)
        # A usual sum of the cheap signs, so that training need not begin with taking it off.
        nn.init.constant_(last.bias, -SIGNS * USUAL_SIGNS)
        self.score = nn.Sequential(nn.Linear(2 * hidden, hidden), nn.Tanh(), last)
        self.span = nn.Linear(hidden, 2)
        self.to(self.device)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return scores, shape (rows,), and span logits, shape (rows, tokens, 2)."""
        ids, mask = ids.to(self.device), mask.to(self.device)
        with torch.autocast(self.device.type, torch.bfloat16):
            states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
            return self.score(pooled(states, mask)).squeeze(-1).float(), self.span(states).float()

    def trained(self) -> list[tuple[str, nn.Parameter]]:
        """Return the parameters that are not frozen, by name."""
        return [(name, value) for name, value in self.named_parameters() if value.requires_grad]

    def weights(self) -> dict[str, torch.Tensor]:
        """Return what was trained, in float16, by the names that `index.ranker` reads."""
        kept = {}
        for name, value in self.state_dict().items():
            if name.startswith("score."):
                kept[name] = value.half()
            elif name.endswith((".a", ".b")):
                factor = ALPHA_A_RANK if name.endswith(".b") else 1.0
                kept[name.removeprefix("encoder.")] = (value * factor).half()
        return {name: value.cpu().contiguous() for name, value in kept.items()}


def drawn(example: dict[str, Any]) -> tuple[list[dict[str, Any]], int]:
    """Draw a question's candidates for one step: up to two that answer, first, and hard others."""
    positive = [row for row in example["candidates"] if row["answers"]]
    others = [row for row in example["candidates"] if not row["answers"]][:HARDEST]
    random.shuffle(positive)
    kept = positive[:MOST_POSITIVE]
    return kept + random.sample(others, min(CANDIDATES - len(kept), len(others))), len(kept)


def marked_tokens(
    text: str, answers: Sequence[str], offsets: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """Return the first and last token, within the sentence, of the longest answer that stands in it."""
    folded = text.casefold()
    for answer in sorted(answers, key=len, reverse=True):
        start = folded.find(answer.casefold())
        if start >= 0 and len(folded) == len(text):
            end = start + len(answer)
            inside = [i for i, (first, last) in enumerate(offsets) if first < end and last > start]
            return (inside[0], inside[-1]) if inside else None
    return None


def loss_of(trainee: Trainee, tokenizer: Any, batch: Sequence[dict[str, Any]]) -> torch.Tensor:
    """Return the mean loss of some questions; see the module's docstring."""
    inputs: list[tuple[list[int], int, list[tuple[int, int]]]] = []
    rows: list[tuple[range, int]] = []
    spans: dict[int, tuple[int, int]] = {}
    signs: list[float] = []
    for example in batch:
        candidates, positive = drawn(example)
        rows.append((range(len(inputs), len(inputs) + len(candidates)), positive))
        for place, row in enumerate(candidates):
            candidate = Candidate(row["title"], row["before"], row["text"])
            read = join_tokens(tokenizer, example["question"], candidate)
            found = marked_tokens(row["text"], example["answers"], read[2]) if place < positive else None
            if found:
                spans[len(inputs)] = found
            inputs.append(read)
            signs.append(row["signs"])
    scores, marks = _read(trainee, [ids for ids, _, _ in inputs], signs, tokenizer.pad_token_id)
    none = torch.zeros(1, device=trainee.device)
    total = none.sum()
    for where, positive in rows:
        own = scores[list(where)]
        if positive:
            total = total + torch.cat([none, own]).logsumexp(0) - own[:positive].logsumexp(0)
        total = total + NONE_WEIGHT * torch.cat([none, own[positive:]]).logsumexp(0)
    marking = none.sum()
    for i, ends in spans.items():
        _, first, offsets = inputs[i]
        inside = marks[i][first : first + len(offsets)]
        marking = marking + nn.functional.cross_entropy(inside.T, torch.tensor(ends, device=trainee.device))
    return total / len(batch) + SPAN_WEIGHT * 2 * marking / max(1, len(spans))


def _read(
    trainee: Trainee, inputs: Sequence[list[int]], signs: Sequence[float], padding: int
) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Return scores beside the cheap signs, shape (rows,), and each row's span logits.

    Rows are read by length, so that little is padding.
    """
    order = sorted(range(len(inputs)), key=lambda i: len(inputs[i]))
    scores: list[torch.Tensor] = [torch.zeros(())] * len(inputs)
    marks = [*scores]
    at_once = ROWS_AT_ONCE[trainee.device.type]
    for first in range(0, len(order), at_once):
        rows = order[first : first + at_once]
        for i, score, mark in zip(rows, *trainee(*pad([inputs[i] for i in rows], padding)), strict=True):
            scores[i], marks[i] = score, mark
    return torch.stack(scores) + SIGNS * torch.tensor(signs, device=trainee.device), marks


@torch.inference_mode()
def ranked_apart(trainee: Trainee, tokenizer: Any, examples: Sequence[dict[str, Any]]) -> str:
    """Say of how many questions a candidate that answers is among the first, and their mean loss."""
    ranks, losses = [], []
    for example in examples:
        rows = example["candidates"][:LOOKED_AT]
        inputs = [
            join_tokens(tokenizer, example["question"], Candidate(row["title"], row["before"], row["text"]))
            for row in rows
        ]
        signs = [row["signs"] for row in rows]
        scores, _ = _read(trainee, [ids for ids, _, _ in inputs], signs, tokenizer.pad_token_id)
        order = scores.argsort(descending=True).tolist()
        ranks.append(next((rank for rank, i in enumerate(order) if rows[i]["answers"]), len(rows)))
        answering = [i for i, row in enumerate(rows) if row["answers"]]
        if answering:
            losses.append((scores.logsumexp(0) - scores[answering].logsumexp(0)).item())
    count = max(1, len(ranks))
    shares = ", ".join(f"{sum(rank < k for rank in ranks) / count:.3f} among {k}" for k in FIRST)
    mean = sum(losses) / max(1, len(losses))
    return f"{len(ranks)} questions kept apart: right sentence {shares}; loss {mean:.3f}"


def train(  # noqa: PLR0913 - what is trained on what, and how
    trainee: Trainee,
    tokenizer: Any,
    examples: list[dict[str, Any]],
    kept_apart: list[dict[str, Any]],
    *,
    steps: int,
    a_step: int,
) -> None:
    """Fit the ranker; print its loss, and how it ranks the questions kept apart."""
    trained = trainee.trained()
    optimizer = torch.optim.AdamW([value for _, value in trained], weight_decay=0.01)
    kept_after = {max(1, round(share * steps)) for share in AVERAGED}
    kept: list[dict[str, torch.Tensor]] = []
    waiting: list[dict[str, Any]] = []
    started = time.monotonic()
    for step in range(steps):
        if len(waiting) < a_step:
            waiting = waiting + random.sample(examples, len(examples))
        batch, waiting = waiting[:a_step], waiting[a_step:]
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * min(1, (step + 1) / WARM_STEPS) * max(0.02, 1 - step / steps)
        optimizer.zero_grad()
        loss = loss_of(trainee, tokenizer, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([value for _, value in trained], 1.0)
        optimizer.step()
        if step + 1 in kept_after:
            kept.append({name: value.detach().clone() for name, value in trained})
            print(f"after {step + 1} steps: {ranked_apart(trainee, tokenizer, kept_apart)}", flush=True)
        if step % 25 == 0:
            seconds = time.monotonic() - started
            print(f"step {step} of {steps}  loss {loss.item():.2f}  {seconds:.0f} s", flush=True)
    for name, value in trained:
        value.data = torch.stack([weights[name] for weights in kept]).mean(0)
    print(f"their mean: {ranked_apart(trainee, tokenizer, kept_apart)}", flush=True)


def main() -> int:
    """Read examples, train, and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("examples", type=Path, nargs="+")
    parser.add_argument("--apart", type=Path, nargs="*", default=[], help="examples that only measure")
    parser.add_argument("--epochs", type=float, default=2.2)
    parser.add_argument("--a-step", type=int, default=QUESTIONS_A_STEP, help="questions a step")
    parser.add_argument("--rank", type=int, default=RANK)
    parser.add_argument("--device", default="cpu", help='"cpu" or "cuda"')
    parser.add_argument("--seed", type=int, default=0)
    parsed = parser.parse_args()
    random.seed(parsed.seed)
    torch.manual_seed(parsed.seed)
    usable = [
        row
        for row in read_rows(*parsed.examples)
        if not row["answers"] or any(candidate["answers"] for candidate in row["candidates"])
    ]
    kept_apart = [row for row in read_rows(*parsed.apart) if row["answers"]]
    folder = named_folder(DEFAULT_MODEL)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    trainee = Trainee(folder, parsed.rank, parsed.device)
    steps = int(parsed.epochs * len(usable) / parsed.a_step)
    train(trainee, tokenizer, usable, kept_apart, steps=steps, a_step=parsed.a_step)
    save_file(trainee.weights(), parsed.weights)
    return 0


if __name__ == "__main__":
    sys.exit(main())
