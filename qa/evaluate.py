"""Questions with known answers -> how good and how fast the answers are.

What answers is anything that streams as `Assistant.stream` does.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from index.progress_line import ProgressLine
from index.records import Hit
from qa.errors import BadQuestion
from qa.evaluation import Judged, judge
from qa.expected import Conversation, Expected, draw, read_expected
from qa.records import Answer, Answered, Event, EvidenceFound, Turn
from qa.risk_picture import check_picture, save_curve
from qa.rows import BadRow, answer_row, json_line
from qa.summary import curve, summarise
from qa.tables import render_tables

Stream = Callable[[str, Sequence[Turn]], Iterator[Event]]
"""A question and the turns before it -> its evidence, then its answer, as `Assistant.stream` gives them."""


class Outcome(NamedTuple):
    """What came of one question; without an answer, the error that prevented it."""

    judged: Judged
    answer: Answer | None
    error: str | None


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what every evaluation may be told; see `read_conversations` and `evaluate`."""
    parser.add_argument("--chat-model", help="local, none, or provider:NAME; overrides the settings")
    parser.add_argument("--sample", type=_positive, metavar="N", help="so many questions, by a fixed draw")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of the draw; 1 unless given")
    parser.add_argument("--json", action="store_true", help="a JSON row a question, the summary last")
    parser.add_argument("--curve", type=Path, metavar="FILE.png", help="save the risk/coverage curve")


def read_conversations(
    files: Iterable[Path], log: TextIO, *, sample: int | None = None, seed: int = 1
) -> list[Conversation]:
    """Read the questions of some files, or draw `sample` of them; bad rows are named on `log` and left out.

    Raises:
        BadQuestion: a file cannot be read, or there is no question at all.
    """
    conversations = []
    for row in (row for file in files for row in read_expected(file)):
        if isinstance(row, BadRow):
            log.write(f"error: {row.problem}\n")
        else:
            conversations.append(row)
    if not any(conversations):
        raise BadQuestion("There is no question to ask. Give a file with one JSON row a question.")
    return draw(conversations, sample, seed)


def evaluate(  # noqa: PLR0913 - what to ask whom, where to write, and two choices by name
    stream: Stream,
    conversations: Sequence[Conversation],
    out: TextIO,
    log: TextIO,
    *,
    as_json: bool = False,
    picture: Path | None = None,
) -> None:
    """Ask every question, judge the answers, and write what they are worth.

    Args:
        stream: answers a question.
        conversations: the questions; each is asked with the turns before it.
        out: gets the tables; or rows of JSON, each as soon as its question is answered, the summary last.
        log: gets progress and errors. A question that fails counts as unanswered and stops no other.
        as_json: rows instead of tables.
        picture: a PNG to save the risk/coverage curve to.

    Raises:
        PictureUnavailable: the picture cannot be drawn, told before a question is asked, or written.
    """
    if picture is not None:
        check_picture(picture)
    outcomes = []
    for outcome in _with_progress(_ask_all(stream, conversations), sum(map(len, conversations)), log):
        outcomes.append(outcome)
        if as_json:
            out.write(json_line(_row(outcome)) + "\n")
            out.flush()
    judged = [outcome.judged for outcome in outcomes]
    out.write(_summary_line(judged) if as_json else render_tables(summarise(judged)))
    out.write("\n")
    if picture is not None:
        save_curve(curve(judged), _stopped_at(judged), picture)


def _ask_all(stream: Stream, conversations: Iterable[Conversation]) -> Iterator[Outcome]:
    for conversation in conversations:
        history: list[Turn] = []
        for expected in conversation:
            outcome = _ask(stream, expected, history)
            yield outcome
            if outcome.answer:
                history.append(Turn.of(expected.question, outcome.answer))


def _ask(stream: Stream, expected: Expected, history: Sequence[Turn]) -> Outcome:
    hits: tuple[Hit, ...] = ()
    answer = error = None
    try:
        for event in stream(expected.question, tuple(history)):
            match event:
                case EvidenceFound(hits=found):
                    hits = found
                case Answered(answer=given):
                    answer = given
                case _:
                    pass
    except Exception as failure:  # noqa: BLE001 - whatever it is, hours of other questions must not be lost
        error = f"{type(failure).__name__}: {failure}"
    return Outcome(judge(expected, answer, hits), answer, error)


def _with_progress(outcomes: Iterable[Outcome], total: int, log: TextIO) -> Iterator[Outcome]:
    started, line = time.monotonic(), ProgressLine(log)
    errors = 0
    for count, outcome in enumerate(outcomes, start=1):
        if outcome.error is not None:
            errors += 1
            line.end()
            log.write(f"error: {outcome.judged.id}: {outcome.error}\n")
        seconds = time.monotonic() - started
        line.show_text(
            f"{count} of {total} questions, {seconds / count:.1f} s each, {errors} errors", seconds
        )
        yield outcome
    line.end()


def _row(outcome: Outcome) -> dict[str, object]:
    return {
        **outcome.judged.model_dump(mode="json"),
        "error": outcome.error,
        "answer": answer_row(outcome.answer) if outcome.answer else None,
    }


def _summary_line(judged: Sequence[Judged]) -> str:
    summaries = [summary.model_dump(mode="json") for summary in summarise(judged)]
    return json.dumps({"summary": summaries, "curve": [point._asdict() for point in curve(judged)]})


def _stopped_at(judged: Sequence[Judged]) -> tuple[float, float] | None:
    """Return the share of the questions that were answered, and the share of those answered wrong."""
    answered = [item for item in judged if item.answered]
    if not answered:
        return None
    return len(answered) / len(judged), sum(not item.correct for item in answered) / len(answered)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
