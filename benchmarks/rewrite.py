"""How well follow-ups are made to stand alone, against the questions people wrote for them.

`python -m benchmarks.rewrite ROWS.jsonl`, where each row is a follow-up,
`{"history": [question, answer, …], "question", "rewrite"}`, or a conversation,
`{"turns": [{"question", "standalone", "answers"}]}`, whose accepted answers count as said.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from index.records import Record
from index.text.names import find_names
from index.text.numbers import find_numbers
from index.text.terms import fold, words
from qa.records import Turn
from qa.rewrite import standalone_question

HISTORY_TURNS = 6


class FollowUp(Record):
    """A question, the turns before it, and the same question as a person made it stand alone."""

    question: str
    history: tuple[Turn, ...]
    reference: str


def by_rules(follow_up: FollowUp) -> str:
    """Rewrite as the assistant does; the turns before are understood by the same rules."""
    understood: list[Turn] = []
    for turn in follow_up.history:
        alone = standalone_question(turn.question, understood[-HISTORY_TURNS:])
        understood.append(Turn(question=turn.question, standalone_question=alone, answer=turn.answer))
    return standalone_question(follow_up.question, understood[-HISTORY_TURNS:])


def as_it_is(follow_up: FollowUp) -> str:
    """Leave the question alone."""
    return follow_up.question


def joined(follow_up: FollowUp) -> str:
    """Put the last two turns before the question."""
    last = " ".join(f"{turn.question} {turn.answer}" for turn in follow_up.history[-2:])
    return f"{last} {follow_up.question}".strip()


WAYS: dict[str, Callable[[FollowUp], str]] = {
    "rules": by_rules,
    "question as it is": as_it_is,
    "last two turns joined": joined,
}


def entities(text: str) -> frozenset[str]:
    """Return the words of the names of a text, folded, and its numbers."""
    names = [name.text for name in find_names(text) if not name.is_weak]
    numbers = [str(number.value.normalize()) for number in find_numbers(text) if not number.is_weak]
    return frozenset([*(word for name in names for word in words(fold(name))), *numbers])


def overlap(rewritten: str, reference: str) -> float:
    """Return the F1 of the words of two questions, as bags."""
    found, wanted = Counter(words(fold(rewritten))), Counter(words(fold(reference)))
    both = sum((found & wanted).values())
    return 2 * both / (sum(found.values()) + sum(wanted.values())) if both else 0.0


def read_follow_ups(path: Path) -> list[FollowUp]:
    """Read the rows that have a turn before them."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [found for row in rows for found in _of_row(row) if found.history]


def _of_row(row: dict[str, Any]) -> Iterator[FollowUp]:
    if "turns" not in row:
        said = row["history"]
        history = tuple(_turn(said[i], said[i + 1]) for i in range(0, len(said) - 1, 2))
        yield FollowUp(question=row["question"], history=history, reference=row["rewrite"])
        return
    turns: tuple[Turn, ...] = ()
    for turn in row["turns"]:
        yield FollowUp(question=turn["question"], history=turns, reference=turn["standalone"])
        turns += (_turn(turn["question"], turn["answers"][0]),)


def _turn(question: str, answer: str) -> Turn:
    return Turn(question=question, standalone_question=question, answer=answer)


def measure(follow_ups: Iterable[FollowUp], rewrite: Callable[[FollowUp], str]) -> str:
    """Return one line: recall and precision of entities over all rows, mean word overlap, time a question."""
    kept = wanted = given = count = 0
    overlaps = 0.0
    started = time.perf_counter()
    rewritten = [(rewrite(follow_up), follow_up.reference) for follow_up in follow_ups]
    milliseconds = 1000 * (time.perf_counter() - started) / max(1, len(rewritten))
    for ours, reference in rewritten:
        found, expected = entities(ours), entities(reference)
        kept += len(found & expected)
        given += len(found)
        wanted += len(expected)
        overlaps += overlap(ours, reference)
        count += 1
    recall, precision = kept / max(1, wanted), kept / max(1, given)
    return (
        f"entities: recall {recall:.3f}, precision {precision:.3f}; "
        f"words: F1 {overlaps / max(1, count):.3f}; {milliseconds:.1f} ms"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, measure every way, print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rewrite", description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--part", choices=("all", "odd", "even"), default="all", help="lines with these numbers"
    )
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N rewrites")
    given = parser.parse_args(arguments)
    follow_ups = read_follow_ups(given.rows)
    follow_ups = {"all": follow_ups, "odd": follow_ups[::2], "even": follow_ups[1::2]}[given.part]
    if given.sample is not None and given.sample < len(follow_ups):
        follow_ups = random.Random(given.seed).sample(follow_ups, given.sample)  # noqa: S311 - no secret
    print(f"{len(follow_ups)} follow-ups")
    for name, rewrite in WAYS.items():
        print(f"{name:24}{measure(follow_ups, rewrite)}")
    for follow_up in follow_ups[: given.show]:
        print(f"\nasked:       {follow_up.question}\nrules:       {by_rules(follow_up)}")
        print(f"by a person: {follow_up.reference}")


if __name__ == "__main__":
    main()
