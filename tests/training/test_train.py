from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from index.embedder import DEFAULT_MODEL, named_folder
from index.ranker import Candidate, CrossEncoderRanker
from training.train import CANDIDATES, HARDEST, MOST_POSITIVE, drawn, marked_tokens

QUESTION = "Combien de pompiers ont combattu l'incendie de la scierie ?"
ROWS = [
    {
        "title": "Un incendie à la scierie",
        "before": "",
        "text": "Le feu a pris vers quatre heures.",
        "signs": 1.4,
    },
    {"title": "Un incendie à la scierie", "before": "", "text": "65 pompiers l'ont combattu.", "signs": 1.2},
    {"title": "Marché de Noël", "before": "", "text": "Il ouvre samedi.", "signs": 0.1},
]


@given(st.lists(st.booleans(), max_size=40))
def test_a_draw_has_what_answers_first_and_only_the_hardest_of_the_rest(marks: list[bool]) -> None:
    rows: list[dict[str, Any]] = [{"place": i, "answers": mark} for i, mark in enumerate(marks)]
    kept, positive = drawn({"candidates": rows})
    assert [row["answers"] for row in kept] == [True] * positive + [False] * (len(kept) - positive)
    assert positive == min(MOST_POSITIVE, sum(marks))
    assert len(kept) == positive + min(CANDIDATES - positive, HARDEST, marks.count(False))
    hardest = [row["place"] for row in rows if not row["answers"]][:HARDEST]
    assert {row["place"] for row in kept[positive:]} <= set(hardest)
    assert len({row["place"] for row in kept}) == len(kept)


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("Les 65 pompiers", ["65 pompiers"], (1, 2)),
        ("Les 65 Pompiers", ["les 65 pompiers", "65"], (0, 2)),
        ("Les 65 pompiers", ["66"], None),
        ("Les 65 pompiers", [], None),
    ],
)
def test_the_tokens_of_the_longest_answer_are_marked(
    text: str, answers: list[str], expected: tuple[int, int] | None
) -> None:
    assert marked_tokens(text, answers, [(0, 3), (4, 6), (7, 15)]) == expected


@pytest.mark.weights
def test_some_steps_lower_the_loss_and_the_saved_weights_score_as_the_trained_ones(tmp_path: Path) -> None:
    from safetensors.torch import save_file
    from transformers import AutoTokenizer

    from index.ranker import join_tokens, pad
    from training.train import Trainee, loss_of

    random.seed(1)
    torch.manual_seed(1)
    folder = named_folder(DEFAULT_MODEL)
    tokenizer, trainee = AutoTokenizer.from_pretrained(folder), Trainee(folder)
    example = {
        "question": QUESTION,
        "answers": ["65 pompiers"],
        "candidates": [{**row, "answers": "65" in str(row["text"])} for row in ROWS],
    }
    optimizer = torch.optim.AdamW([value for _, value in trainee.trained()], lr=1e-3)
    losses = []
    for _ in range(6):
        optimizer.zero_grad()
        loss = loss_of(trainee, tokenizer, [example])
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 2

    candidates = [Candidate(str(row["title"]), str(row["before"]), str(row["text"])) for row in ROWS]
    with torch.inference_mode():
        inputs = [join_tokens(tokenizer, QUESTION, candidate)[0] for candidate in candidates]
        expected = trainee(*pad(inputs, tokenizer.pad_token_id))[0].tolist()
    save_file(trainee.weights(), tmp_path / "trained.safetensors")
    read = CrossEncoderRanker(weights=tmp_path / "trained.safetensors", precision="float32")
    assert read.score(QUESTION, candidates) == pytest.approx(expected, abs=0.15)
    assert read.score(QUESTION, candidates) != pytest.approx(CrossEncoderRanker().score(QUESTION, candidates))
