"""The rows that `python -m qa ask --json` reads and writes: a contract with other programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from index.records import Record
from qa.errors import BadQuestion
from qa.records import Answer

Row = TypeVar("Row")


class Asked(Record):
    """One row of a questions file: one question, or the turns of a conversation."""

    id: str
    questions: tuple[str, ...]
    is_conversation: bool


class BadRow(Record):
    """A row of a questions file that asks nothing: its own id where it has one, and what is wrong."""

    id: str | None
    problem: str


def read_asked(path: Path) -> Iterator[Asked | BadRow]:
    """Give each row of a JSONL file: {"id", "question"} or {"id", "turns": [{"question"}, …]}.

    A row that is neither comes as a BadRow that names the file, the line and what is wrong.

    Raises:
        BadQuestion: the file cannot be read.
    """
    return read_rows(path, _asked, '{"id", "question"} or {"id", "turns": [{"question"}]}')


def read_rows(path: Path, read_row: Callable[[Any], Row], form: str) -> Iterator[Row | BadRow]:
    """Give what `read_row` makes of each line of a JSONL file; a BadRow where it raises or there is no JSON.

    `form` says in an error what a row should be.

    Raises:
        BadQuestion: the file cannot be read.
    """
    try:
        # Not splitlines(): a string of JSON may hold U+2028 and other breaks as they are.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuestion(f"{path}: cannot be read ({error}).") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            row = None
            try:
                row = json.loads(line)
                yield read_row(row)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                yield BadRow(
                    id=_id(row),
                    problem=f"{path}:{number}: a row is {form} ({type(error).__name__}: {error}).",
                )


def _asked(row: Any) -> Asked:
    if not isinstance(row, dict):
        raise TypeError("a row is an object")
    identifier = _id(row)
    if identifier is None:
        raise TypeError("an id is text or a whole number")
    turns = row.get("turns")
    if not isinstance(turns, list | None):
        raise TypeError("turns are a list")
    questions = [turn["question"] for turn in turns] if turns is not None else [row["question"]]
    if not all(isinstance(question, str) for question in questions):
        raise TypeError("a question is text")
    return Asked(id=identifier, questions=tuple(questions), is_conversation=turns is not None)


def _id(row: Any) -> str | None:
    identifier = row.get("id") if isinstance(row, dict) else None
    return str(identifier) if isinstance(identifier, str | int) and not isinstance(identifier, bool) else None


def answer_row(answer: Answer) -> dict[str, Any]:
    """Return an answer as the contract's fields, without the id of its row.

    `asked_time` is there where the search heeded a time that the question names.
    """
    time = {"asked_time": answer.asked_time.model_dump(mode="json")} if answer.asked_time else {}
    return {
        "answer": answer.text,
        "language": answer.language,
        "refused": answer.refused,
        "reason": answer.reason,
        "sentences": [sentence.model_dump(mode="json") for sentence in answer.sentences],
        "citations": [citation.model_dump(mode="json") for citation in answer.citations],
        "seconds": round(answer.timings.total, 3),
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "timings": answer.timings.model_dump(mode="json"),
        **time,
    }


def error_row(error: Exception | str) -> dict[str, Any]:
    """Return what stands in the place of an answer that could not be given."""
    return {
        "answer": "",
        "language": None,
        "refused": True,
        "reason": "error",
        "sentences": [],
        "citations": [],
        "seconds": 0.0,
        "error": str(error),
    }


def json_line(row: Mapping[str, Any]) -> str:
    """Write a row; half a surrogate pair, which JSON may hold and no output can, becomes "?"."""
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
