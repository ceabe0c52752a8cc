"""Print how good and how fast the assistant's answers are, by language and kind of question.

    python benchmarks/answers.py INDEX QUESTIONS.jsonl… [--chat-model NAME] [--sample N] [--json]

A row {"id", "turns"} is a conversation: each turn is asked with the turns before it. `correct` is the share
of answers that hold an accepted form (see `qa.accepted_forms`), or of refusals where the kind of the question
asks for one; an answer that corrects a false premise instead counts as wrong. The interval behind it is of
95%, the articles being drawn anew. Seconds are median/90th percentile, from the question on.

With --json each question is a row of JSON as soon as it is answered; the last row is the summary.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from index.archive_index import ArchiveIndex
from index.errors import ArchiveError
from qa.assistant import Assistant
from qa.evaluation import (
    Judged,
    accuracy,
    answered_share,
    bootstrap_interval,
    citation_scores,
    judge,
    mean_f1,
    refusal_scores,
)
from qa.expected import Conversation, read_expected
from qa.records import Answer, Turn
from qa.rows import answer_row
from qa.settings import load_settings

ALL = "all"
STEPS = ("evidence", "first_word", "total")
FEWEST = 10
"""Questions under which an interval by drawing again says nothing."""
NUMBERS = ("answered", "correct", "f1", "citation_precision", "citation_recall", "refused")


def main() -> None:
    """Read the arguments, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--settings", type=Path, help="TOML file of settings")
    parser.add_argument("--chat-model", help="local, none, or provider:NAME; overrides the settings")
    parser.add_argument("--sample", type=int, help="so many questions or conversations, by a fixed draw")
    parser.add_argument("--json", action="store_true", help="print rows of JSON instead of tables")
    parsed = parser.parse_args()
    try:
        conversations = [asked for path in parsed.questions for asked in read_expected(path)]
        assistant = open_assistant(parsed.index, parsed.settings, parsed.chat_model)
    except ArchiveError as error:
        sys.exit(f"error: {error}")
    judged = []
    for item, answer in ask_all(assistant, draw(conversations, parsed.sample)):
        judged.append(item)
        if parsed.json:
            print_row(item, answer)
        else:
            print(f"\r{len(judged)} questions answered", end="", file=sys.stderr, flush=True)
    if parsed.json:
        print(json.dumps({"summary": summary(judged), "refusal": refusal(judged)}, ensure_ascii=False))
    else:
        print(file=sys.stderr)
        print_tables(judged)


def open_assistant(index: Path, settings_file: Path | None, chat_model: str | None) -> Assistant:
    """Open the archive and load the models, so that no question waits for them."""
    settings = load_settings(settings_file, chat_model=chat_model)
    assistant = Assistant(ArchiveIndex.open(index, settings=settings.index), settings)
    assistant.load()
    return assistant


def draw(conversations: list[Conversation], count: int | None, seed: int = 1) -> list[Conversation]:
    """Draw `count` of the conversations; all of them where there are no more."""
    if count is None or count >= len(conversations):
        return conversations
    return random.Random(seed).sample(conversations, count)  # noqa: S311 - a fixed draw, not a secret


def ask_all(
    assistant: Assistant, conversations: Iterable[Conversation]
) -> Iterator[tuple[Judged, Answer | None]]:
    """Ask each question with the turns before it; None stands for an answer that an error prevented."""
    for conversation in conversations:
        history: list[Turn] = []
        for expected in conversation:
            answer = None
            try:
                answer = assistant.ask(expected.question, history)
                asked, said = answer.standalone_question, answer.text
                history.append(Turn(question=expected.question, standalone_question=asked, answer=said))
            except ArchiveError as error:
                print(f"error: {expected.id}: {error}", file=sys.stderr)
            yield judge(expected, answer), answer


def print_row(item: Judged, answer: Answer | None) -> None:
    """Print what was answered and what it is worth."""
    row = {**item.model_dump(mode="json"), "answer": answer_row(answer) if answer else None}
    print(json.dumps(row, ensure_ascii=False), flush=True)


def summary(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """Return the figures of each kind in each language, of each language, and of all questions."""
    by_group: dict[tuple[str, str], list[Judged]] = {}
    for item in judged:
        for group in ((item.language, item.kind), (item.language, ALL), (ALL, ALL)):
            by_group.setdefault(group, []).append(item)
    order = sorted(by_group, key=lambda group: (group[0] == ALL, group[0], group[1] == ALL, group[1]))
    return [{"language": group[0], "kind": group[1], **figures(by_group[group])} for group in order]


def figures(items: Sequence[Judged]) -> dict[str, Any]:
    """Return the figures of some questions; None for a share of nothing."""
    citations = citation_scores(items)
    return {
        "n": len(items),
        "answered": known(answered_share(items)),
        "correct": known(accuracy(items)),
        "correct_interval": interval(items, accuracy) if len(items) >= FEWEST else None,
        "f1": known(mean_f1(items)),
        "citation_precision": known(citations.precision),
        "citation_recall": known(citations.recall),
        "refused": sum(item.refused for item in items) / len(items),
        "seconds": {step: seconds(items, step) for step in STEPS},
    }


def refusal(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return precision and recall of the refusals in each language, with their intervals."""
    found = {}
    for language in [*sorted({item.language for item in judged}), ALL]:
        items = [item for item in judged if language in (item.language, ALL)]
        scores = refusal_scores(items)
        found[language] = {
            "precision": known(scores.precision),
            "precision_interval": interval(items, lambda some: refusal_scores(some).precision),
            "recall": known(scores.recall),
            "recall_interval": interval(items, lambda some: refusal_scores(some).recall),
        }
    return found


def interval(
    items: Sequence[Judged], metric: Callable[[Sequence[Judged]], float]
) -> tuple[float | None, float | None]:
    """Return the 95% interval, whole articles being drawn."""
    low, high = bootstrap_interval(items, lambda item: item.group, metric)
    return known(low), known(high)


def seconds(items: Iterable[Judged], step: str) -> tuple[float, float] | None:
    """Return the median and the 90th percentile of the seconds to a step, where it happened."""
    taken = [value for item in items if (value := getattr(item.timings, step)) is not None and item_ran(item)]
    return (float(np.quantile(taken, 0.5)), float(np.quantile(taken, 0.9))) if taken else None


def item_ran(item: Judged) -> bool:
    """Tell whether no error prevented the answer, so that its times mean something."""
    return item.answered or item.refused


def known(value: float) -> float | None:
    """Return None for nan, which JSON does not have."""
    return None if math.isnan(value) else value


def print_tables(judged: Sequence[Judged]) -> None:
    """Print the summary and the refusals."""
    print(
        f"{'language':9s} {'kind':18s} {'n':>4s} {'answered':>8s} {'correct':>7s} {'interval':>11s}"
        f" {'F1':>5s} {'cite P':>6s} {'cite R':>6s} {'refused':>7s}"
        f" {'evidence':>9s} {'1st word':>9s} {'total':>9s}"
    )
    for row in summary(judged):
        shown = {name: share(row[name]) for name in NUMBERS}
        times = " ".join(f"{pair(row['seconds'][step], '/', 1):>9s}" for step in STEPS)
        print(
            f"{row['language']:9s} {row['kind'][:18]:18s} {row['n']:4d} {shown['answered']:>8s}"
            f" {shown['correct']:>7s} {pair(row['correct_interval'], '–', 2):>11s}"
            f" {shown['f1']:>5s} {shown['citation_precision']:>6s} {shown['citation_recall']:>6s}"
            f" {shown['refused']:>7s} {times}"
        )
    print(f"\n{'refusals':9s} {'precision':>9s} {'interval':>11s} {'recall':>9s} {'interval':>11s}")
    for language, row in refusal(judged).items():
        columns = [
            f"{share(row[name]):>9s} {pair(row[f'{name}_interval'], '–', 2):>11s}"
            for name in ("precision", "recall")
        ]
        print(f"{language:9s} {' '.join(columns)}")


def share(value: float | None) -> str:
    """Write a share with two digits, or a dash."""
    return "-" if value is None else f"{value:.2f}"


def pair(values: tuple[float | None, float | None] | None, between: str, digits: int) -> str:
    """Write two numbers, or a dash."""
    if values is None or None in values:
        return "-"
    return between.join(f"{value:.{digits}f}" for value in values)


if __name__ == "__main__":
    main()
