from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import BadQuestion
from qa.expected import Conversation, Expected, draw, read_expected
from qa.rows import BadRow


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
    assert list(read_expected(path)) == [
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
    assert list(read_expected(path)) == [
        (
            Expected(id="c.1", question="Où ?", language="fr", kind="chat", is_turn=True),
            Expected(id="c.2", question="When?", language="?", kind="when", is_turn=True),
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
    ("row", "name"),
    [
        ("{", None),
        ("[]", None),
        ("3", None),
        ("[" * 100_000, None),
        ('{"id": "1"}', "1"),
        ('{"id": "1", "question": 3}', "1"),
        ('{"question": "Où ?"}', None),
        ('{"id": 2, "turns": [3]}', "2"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_stops_no_other(
    tmp_path: Path, row: str, name: str | None
) -> None:
    path = write(tmp_path, f'{row}\n{{"id": "last", "question": "Où ?"}}')
    bad, good = read_expected(path)
    assert isinstance(bad, BadRow)
    assert bad.id == name
    assert bad.problem.startswith(f"{path}:1: a row is")
    assert good == (Expected(id="last", question="Où ?", language="?", kind="?"),)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadQuestion, match=r"nowhere\.jsonl: cannot be read"):
        list(read_expected(tmp_path / "nowhere.jsonl"))


def asked(count: int) -> list[Conversation]:
    return [(Expected(id=str(n), question="Où ?", language="fr", kind="where"),) for n in range(count)]


def test_a_draw_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    drawn = draw(asked(100), 10, seed=3)
    assert draw(asked(100), 10, seed=3) == drawn
    assert draw(asked(100), 10, seed=4) != drawn
    assert len({expected.id for (expected,) in drawn}) == 10


@pytest.mark.parametrize("count", [None, 3, 4])
def test_a_draw_of_all_keeps_their_order(count: int | None) -> None:
    assert draw(asked(3), count) == asked(3)
