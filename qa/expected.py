"""Questions whose answers are known: the rows that an evaluation reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from index.records import Record
from qa.errors import BadQuestion

REFUSED_KINDS = ("unanswerable", "false-premise", "out-of-archive")
UNKNOWN = "?"


class Expected(Record):
    """A question, the forms of its answer that are accepted, and the records of the articles that hold it."""

    id: str
    question: str
    language: str
    kind: str
    answers: tuple[str, ...] = ()
    records: frozenset[str] = frozenset()

    @property
    def should_refuse(self) -> bool:
        """Whether the archive does not hold the answer, by the kind of the question."""
        return self.kind.startswith(REFUSED_KINDS)


Conversation = tuple[Expected, ...]
"""Questions asked one after the other; a question by itself is a conversation of one."""


def read_expected(path: Path) -> list[Conversation]:
    """Read a JSONL file of {"id", "question", "lang", "kind", "answers", "doc_ids"} or {"id", "turns": […]}.

    Turn n of a conversation has the id `<id>.<n>`, and the kind `conversation` unless it says otherwise.

    Raises:
        BadQuestion: the file cannot be read, or a row is neither; the message names the line.
    """
    try:
        # Not splitlines: within a JSON string a line separator of Unicode stands as it is.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuestion(f"{path}: cannot be read ({error}).") from error
    conversations = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                conversations.append(_conversation(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise BadQuestion(
                    f'{path}:{number}: a row is {{"id", "question", "answers", "doc_ids", …}} or'
                    f' {{"id", "turns": […]}} ({type(error).__name__}: {error}).'
                ) from error
    return conversations


def _conversation(row: dict[str, Any]) -> Conversation:
    if "turns" not in row:
        return (_expected(row, str(row["id"]), UNKNOWN),)
    turns = enumerate(row["turns"], start=1)
    return tuple(_expected(turn, f"{row['id']}.{number}", "conversation") for number, turn in turns)


def _expected(row: dict[str, Any], name: str, kind: str) -> Expected:
    return Expected(
        id=name,
        question=row["question"],
        language=row.get("lang", UNKNOWN),
        kind=row.get("kind", kind),
        answers=tuple(row.get("answers", ())),
        records=frozenset(map(str, row.get("doc_ids", ()))),
    )
