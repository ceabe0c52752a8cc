"""The questions files that benchmarks read: rows {"id", "question", "lang", "answers", "doc_ids", "kind"}."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path

from index.records import Record


class Question(Record):
    """One question, the forms of its answer that are accepted, and the records that hold it."""

    id: str
    question: str
    language: str
    answers: tuple[str, ...]
    records: frozenset[str]
    kind: str


def read_questions(paths: Iterable[Path], sample: int | None = None, seed: int = 1) -> list[Question]:
    """Read the questions of some files; `sample` of them, drawn by a fixed seed, if it is given."""
    questions = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            questions.append(
                Question(
                    id=str(row["id"]),
                    question=row["question"],
                    language=row.get("lang", "?"),
                    answers=tuple(row.get("answers", ())),
                    records=frozenset(map(str, row.get("doc_ids", ()))),
                    kind=row.get("kind", "?"),
                )
            )
    if sample is not None and sample < len(questions):
        return random.Random(seed).sample(questions, sample)  # noqa: S311 - a fixed draw, not a secret
    return questions
