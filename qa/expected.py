"""Questions whose answers are known: the rows that an evaluation reads."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from index.records import Record
from qa.rows import BadRow, read_rows

REFUSED_KINDS = ("unanswerable", "false-premise", "out-of-archive")
UNKNOWN = "?"
CHAT = "chat"


class Expected(Record):
    """A question, the forms of its answer that are accepted, and the records of the articles that hold it."""

    id: str
    question: str
    language: str
    kind: str
    answers: tuple[str, ...] = ()
    records: frozenset[str] = frozenset()
    is_turn: bool = False
    """Whether it was asked in a conversation."""

    @property
    def should_refuse(self) -> bool:
        """Whether the archive does not hold the answer, by the kind of the question."""
        return self.kind.startswith(REFUSED_KINDS)


Conversation = tuple[Expected, ...]
"""Questions asked one after the other; a question by itself is a conversation of one."""


def read_expected(path: Path) -> Iterator[Conversation | BadRow]:
    """Read a JSONL file of {"id", "question", "lang", "kind", "answers", "doc_ids"} or {"id", "turns": […]}.

    Turn n of a conversation has the id `<id>.<n>`, and the kind `chat` unless it says otherwise. A row
    that is neither comes as a BadRow that names the file, the line and what is wrong.

    Raises:
        BadQuestion: the file cannot be read.
    """
    return read_rows(path, _conversation, '{"id", "question", "answers", …} or {"id", "turns": […]}')


def draw(conversations: Iterable[Conversation], count: int | None, seed: int = 1) -> list[Conversation]:
    """Draw `count` of the conversations, the same for the same seed; all of them where there are no more."""
    listed = list(conversations)
    if count is None or count >= len(listed):
        return listed
    return random.Random(seed).sample(listed, count)  # noqa: S311 - a fixed draw, not a secret


def _conversation(row: dict[str, Any]) -> Conversation:
    if "turns" not in row:
        return (_expected(row, str(row["id"]), is_turn=False),)
    turns = enumerate(row["turns"], start=1)
    return tuple(_expected(turn, f"{row['id']}.{number}", is_turn=True) for number, turn in turns)


def _expected(row: dict[str, Any], name: str, *, is_turn: bool) -> Expected:
    return Expected(
        id=name,
        question=row["question"],
        language=row.get("lang", UNKNOWN),
        kind=row.get("kind", CHAT if is_turn else UNKNOWN),
        answers=tuple(row.get("answers", ())),
        records=frozenset(map(str, row.get("doc_ids", ()))),
        is_turn=is_turn,
    )
