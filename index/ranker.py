"""A second look: how well does a sentence answer a question?

A cross-encoder (Nogueira and Cho 2019, "Passage Re-ranking with BERT") reads question and sentence together
and sees what two vectors made apart cannot: that a sentence is about the question's subject and still does
not say what is asked. Ours is multilingual-e5-small, whose weights every index needs already, with a
low-rank change to each layer (Hu et al. 2021, "LoRA") and a head that gives the score. Change and head are a
file of this package, 3 MB; `training/` made it, and says from what.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from index.embedder import (
    DEFAULT_MODEL,
    Embedder,
    Precision,
    is_default,
    named_folder,
    quiet_loading,
    torch_dtype,
)
from index.errors import ModelCorrupt
from index.fusion import scale_scores

if TYPE_CHECKING:
    import torch

WEIGHTS = Path(__file__).with_name("ranker.safetensors")
# Tokens of each part that are read; the sentence gets what the others leave of TOKENS.
QUESTION_TOKENS, TITLE_TOKENS, BEFORE_TOKENS, TOKENS = 48, 24, 36, 160
BATCH_SIZE = 10
# Spread of the trained ranker's scores over one question's candidates, to which cosines are stretched.
USUAL_SPREAD = 4.0


class Candidate(NamedTuple):
    """A sentence, with its article's title and the sentence before it: alone, it often lacks its subject."""

    title: str
    before: str
    text: str


class Ranker(Protocol):
    """Tells of each candidate how well it answers a question."""

    def score(self, question: str, candidates: Sequence[Candidate]) -> list[float]:
        """Return one score a candidate, in their order; higher is better, differences are log-odds."""
        ...


def ranker_for(embedder: Embedder) -> Ranker:
    """Return the trained ranker where the embedder has its base weights anyway, else one by meaning alone."""
    if is_default(embedder):
        return CrossEncoderRanker(precision=embedder.precision, local=embedder.local, folder=embedder.folder)
    return MeaningRanker(embedder)


class CrossEncoderRanker:
    """The trained ranker, made to add to the cheap signs of `qa.evidence` what those do not see.

    With them a score above 0 says: it answers, rather than that no candidate does. Weights are loaded at the
    first question; threads take turns.
    """

    def __init__(
        self,
        *,
        precision: Precision = "auto",
        weights: Path = WEIGHTS,
        local: Path | None = None,
        folder: Path | None = None,
    ) -> None:
        self.precision = precision
        self.weights = weights
        self.local = local
        self.folder = folder
        self._turn = threading.RLock()

    def score(self, question: str, candidates: Sequence[Candidate]) -> list[float]:
        """See Ranker.score.

        Raises:
            ModelError: multilingual-e5-small cannot be had, or the ranker's own file is damaged.
        """
        import torch

        scores = [0.0] * len(candidates)
        with self._turn, torch.inference_mode():
            tokenizer, encoder, head = self._loaded
            inputs = [join_tokens(tokenizer, question, candidate)[0] for candidate in candidates]
            # By length, so that little of a batch is padding.
            order = sorted(range(len(inputs)), key=lambda i: len(inputs[i]))
            for first in range(0, len(order), BATCH_SIZE):
                rows = order[first : first + BATCH_SIZE]
                ids, mask = pad([inputs[i] for i in rows], tokenizer.pad_token_id)
                states = encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
                for i, score in zip(rows, head(pooled(states, mask)).squeeze(-1).tolist(), strict=True):
                    scores[i] = score
        return scores

    @cached_property
    def _loaded(self) -> tuple[Any, Any, Any]:
        from safetensors import SafetensorError
        from safetensors.torch import load_file
        from transformers import AutoModel, AutoTokenizer

        place = named_folder(DEFAULT_MODEL, self.local, self.folder)
        try:
            trained = load_file(self.weights)
        except (OSError, SafetensorError) as error:
            raise ModelCorrupt(
                f"{self.weights}: cannot be read ({error}). Install archive-qa again."
            ) from error
        with quiet_loading():
            encoder = AutoModel.from_pretrained(
                place, dtype=torch_dtype(self.precision, "cpu"), add_pooling_layer=False
            )
            tokenizer = AutoTokenizer.from_pretrained(place)
        _change_layers(encoder, trained)
        return tokenizer, encoder.eval(), _head(trained)


class MeaningRanker:
    """Ranks by the cosine of the embedder's vectors: for those who choose another embedder, or no ranker."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def score(self, question: str, candidates: Sequence[Candidate]) -> list[float]:
        """See Ranker.score. Cosines lie in a narrow band: they are stretched to 0 … USUAL_SPREAD.

        Raises:
            ModelError: the embedder's weights cannot be had.
        """
        if not candidates:
            return []
        texts = [f"{candidate.title}. {candidate.text}" for candidate in candidates]
        cosines = self.embedder.embed_passages(texts) @ self.embedder.embed_query(question)
        return [USUAL_SPREAD * score for score in scale_scores(cosines.tolist())]


def join_tokens(
    tokenizer: Any, question: str, candidate: Candidate
) -> tuple[list[int], int, list[tuple[int, int]]]:
    """Put the parts together: <s> query: question </s></s> title </s> sentence before </s> sentence </s>.

    Returns the token ids, the place of the sentence's first token, and the characters of each of its tokens.
    """
    asked = tokenizer(f"query: {question}", add_special_tokens=False)["input_ids"][:QUESTION_TOKENS]
    title = tokenizer(candidate.title, add_special_tokens=False)["input_ids"][:TITLE_TOKENS]
    before = tokenizer(candidate.before, add_special_tokens=False)["input_ids"][-BEFORE_TOKENS:]
    sentence = tokenizer(candidate.text, add_special_tokens=False, return_offsets_mapping=True)
    end = tokenizer.sep_token_id
    head = [tokenizer.cls_token_id, *asked, end, end, *title, end, *before, end]
    room = TOKENS - len(head) - 1
    return [*head, *sentence["input_ids"][:room], end], len(head), list(sentence["offset_mapping"][:room])


def pad(rows: Sequence[Sequence[int]], padding: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return ids and mask of rows made equally long, shape (rows, tokens) each."""
    import torch

    longest = max(len(row) for row in rows)
    ids = torch.tensor([[*row, *[padding] * (longest - len(row))] for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    return ids, mask


def pooled(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return what the head reads of `states`, shape (rows, tokens, hidden): the first one and the mean."""
    import torch

    share = mask.unsqueeze(-1).float()
    return torch.cat([states[:, 0], (states * share).sum(1) / share.sum(1)], 1)


def _change_layers(encoder: Any, trained: dict[str, torch.Tensor]) -> None:
    """Add each low-rank product to the weight that it belongs to."""
    for name, weight in encoder.named_parameters():
        layer = name.removesuffix(".weight")
        if f"{layer}.a" in trained:
            change = trained[f"{layer}.b"].float() @ trained[f"{layer}.a"].float()
            weight.data = (weight.data.float() + change).to(weight.dtype)


def _head(trained: dict[str, torch.Tensor]) -> Any:
    import torch

    hidden = trained["score.0.weight"].shape[0]
    head = torch.nn.Sequential(
        torch.nn.Linear(2 * hidden, hidden), torch.nn.Tanh(), torch.nn.Linear(hidden, 1)
    )
    own = {name.removeprefix("score."): value.float() for name, value in trained.items() if "score." in name}
    head.load_state_dict(own)
    return head.eval()
