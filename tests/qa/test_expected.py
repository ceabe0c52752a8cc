from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import BadQuestion
from qa.expected import Expected, read_expected


def write(folder: Path, text: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_question_by_itself_is_a_conversation_of_one(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '{"id": 7, "question": "Où\u2028?", "lang": "fr", "answers": ["Brenne"], "doc_ids": [3],'
        ' "kind": "where"}\n\n',
    )
    assert read_expected(path) == [
        (
            Expected(
                id="7",
                question="Où\u2028?",
                language="fr",
                kind="where",
                answers=("Brenne",),
                records=frozenset({"3"}),
            ),
        )
    ]


def test_turns_are_numbered_and_of_their_own_kind(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '{"id": "c", "turns": [{"question": "Où ?", "lang": "fr"}, {"question": "When?", "kind": "when"}]}',
    )
    assert read_expected(path) == [
        (
            Expected(id="c.1", question="Où ?", language="fr", kind="conversation"),
            Expected(id="c.2", question="When?", language="?", kind="when"),
        )
    ]


@pytest.mark.parametrize(
    ("kind", "refuses"),
    [
        ("unanswerable", True),
        ("unanswerable-near", True),
        ("false-premise", True),
        ("out-of-archive", True),
        ("number", False),
        ("answerable", False),
        ("?", False),
    ],
)
def test_the_kind_tells_what_should_be_refused(kind: str, refuses: bool) -> None:
    assert Expected(id="1", question="Où ?", language="fr", kind=kind).should_refuse is refuses


@pytest.mark.parametrize(
    "row", ["{", "[]", "3", '{"id": "1"}', '{"question": "Où ?"}', '{"id": "1", "turns": [3]}']
)
def test_a_bad_row_is_named_by_its_line(tmp_path: Path, row: str) -> None:
    path = write(tmp_path, '{"id": "1", "question": "Où ?"}\n' + row)
    with pytest.raises(BadQuestion, match=r"questions\.jsonl:2: a row is"):
        read_expected(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadQuestion, match=r"nowhere\.jsonl: cannot be read"):
        read_expected(tmp_path / "nowhere.jsonl")
