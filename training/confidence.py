"""Questions kept apart -> the curve of `qa.confidence`.

Each question is asked as a reader would ask it, and nothing is refused for its confidence. What is known of
an answer before anybody has looked is written beside whether it was right; a logistic curve is fitted to it.
A row is as in `training.reader_examples`; where its answers are empty, any answer is wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.archive_index import ArchiveIndex
from index.records import Record
from qa.accepted_forms import holds_any_form
from qa.assistant import Assistant
from qa.chat_models import open_chat_model
from qa.confidence import signs_of
from qa.generator import ChatModelGenerator, Generator
from qa.records import Answered, Evidence, EvidenceFound, Sureness
from qa.rewriter import rewriter_for
from qa.settings import load_settings
from training.reader_examples import turns_before
from training.rows import read_rows

FOLDS = 8
BOUNDS = [step / 20 for step in range(4, 17)]


class Signs(Record):
    """What is known of one answer; `signs` are those of `qa.confidence`, None of what was refused."""

    id: str
    language: str
    is_answerable: bool
    is_right: bool
    answer: str
    written: str
    signs: tuple[float, ...] | None
    sureness: Sureness | None
    seconds: float


class Overheard:
    """A generator that keeps what another one said last."""

    def __init__(self, generator: Generator) -> None:
        self.generator = generator
        self.sureness: Sureness | None = None
        self.written = ""

    def stream(self, question: str, language: str, evidence: Sequence[Evidence]) -> Iterator[str | Sureness]:
        """See Generator.stream."""
        self.sureness, self.written = None, ""
        for piece in self.generator.stream(question, language, evidence):
            if isinstance(piece, Sureness):
                self.sureness = piece
            else:
                self.written += piece
            yield piece


def ask(assistant: Assistant, overheard: Overheard, row: Mapping[str, Any]) -> Signs:
    """Ask one row's question."""
    evidence: tuple[Evidence, ...] = ()
    overheard.sureness, overheard.written = None, ""
    for event in assistant.stream(row["question"], turns_before(row)):
        if isinstance(event, EvidenceFound):
            evidence = event.evidence
        elif isinstance(event, Answered):
            answer = event.answer
    said = " ".join(sentence.text for sentence in answer.sentences)
    return Signs(
        id=row["id"],
        language=row["lang"],
        is_answerable=bool(row["answers"]),
        is_right=not answer.refused and holds_any_form(said, row["answers"]),
        answer="" if answer.refused else answer.text,
        written=overheard.written,
        signs=None if answer.refused else signs_of(evidence, answer.sentences, overheard.sureness),
        sureness=overheard.sureness,
        seconds=answer.timings.total,
    )


def fit(rows: Sequence[Signs]) -> Iterator[str]:
    """Say the curve, how well it ranks right answers above wrong ones, and what each bound would refuse."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import cross_val_predict

    given = [row for row in rows if row.signs is not None and row.sureness is not None]
    signs: NDArray[np.float64] = np.array([row.signs for row in given])
    right: NDArray[np.int64] = np.array([row.is_right for row in given], int)
    columns = range(signs.shape[1])
    for chosen in (*([column] for column in columns), columns):
        curve = LogisticRegression(C=10)
        guessed = cross_val_predict(curve, signs[:, chosen], right, cv=FOLDS, method="predict_proba")[:, 1]
        curve.fit(signs[:, chosen], right)
        yield (
            f"signs {[*chosen]}: AUC {roc_auc_score(right, guessed):.3f} (cross-validated), "
            f"slopes {curve.coef_[0].round(3).tolist()}, intercept {curve.intercept_[0]:.3f}"
        )
    yield f"{len(rows)} questions, {len(given)} answered, {right.sum()} rightly"
    for least in BOUNDS:
        yield f"at least {least:.2f}: " + _counts(rows, given, guessed >= least)


def _counts(rows: Sequence[Signs], given: Sequence[Signs], kept: NDArray[np.bool_]) -> str:
    told = []
    for language in ("fr", "en"):
        own = [row for row, is_kept in zip(given, kept, strict=True) if is_kept and row.language == language]
        answerable = sum(row.is_answerable for row in rows if row.language == language)
        others = sum(not row.is_answerable for row in rows if row.language == language)
        answered = sum(row.is_answerable for row in own)
        told.append(
            f"{language} {sum(row.is_right for row in own)} right of {answerable}, {answerable - answered} "
            f"refused; {others - len(own) + answered} of {others} without an answer refused; of what is said "
            f"{sum(row.is_right for row in own) / max(1, len(own)):.2f} right"
        )
    return " | ".join(told)


def _read(path: Path) -> list[Signs]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [Signs.model_validate_json(line) for line in lines]


def _ask_all(index: Path, rows: Iterable[Mapping[str, Any]], signs: Path) -> None:
    settings = load_settings(least_confidence=0.0)
    chat_model = open_chat_model(settings)
    if chat_model is None:
        raise SystemExit("A chat model is needed: set `chat_model`.")
    overheard = Overheard(ChatModelGenerator(chat_model))
    assistant = Assistant(
        ArchiveIndex.open(index, settings=settings.index),
        settings,
        overheard,
        rewriter=rewriter_for(chat_model, settings),
    )
    with signs.open("a", encoding="utf-8") as file:
        for row in rows:
            file.write(ask(assistant, overheard, row).model_dump_json() + "\n")
            file.flush()


def main() -> int:
    """Ask the questions that have not been asked yet, fit, print."""
    parser = argparse.ArgumentParser(prog="python -m training.confidence", description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("rows", type=Path)
    parser.add_argument(
        "signs", type=Path, help="JSONL that keeps what was asked; begin a new one for new weights"
    )
    parsed = parser.parse_args()
    rows = read_rows(parsed.rows)
    done = {row.id for row in _read(parsed.signs)}
    _ask_all(parsed.index, [row for row in rows if row["id"] not in done], parsed.signs)
    for line in fit(_read(parsed.signs)):
        sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
