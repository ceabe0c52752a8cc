from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import BadQuestion, GenerationError
from qa.records import Answer, AskedTime, Citation, Sentence, Timings
from qa.rows import Asked, BadRow, answer_row, error_row, read_asked

CONTRACT = {"answer", "language", "refused", "reason", "sentences", "citations", "seconds"}
ANSWER = Answer(
    question="Et sa longueur ?",
    standalone_question="Quelle est la longueur de la digue ?",
    text="Elle mesure 840 mètres. [1]",
    language="fr",
    sentences=(Sentence(text="Elle mesure 840 mètres.", citations=(1,), verified=True),),
    citations=(
        Citation(
            number=1,
            record="17",
            article_id="a1",
            title="Le port",
            published=date(2019, 3, 1),
            quote="longue de 840 mètres",
            start=5,
            end=25,
        ),
    ),
    timings=Timings(evidence=0.1, first_word=0.5, total=1.23456),
)


def asked_of(tmp_path: Path, *lines: str) -> list[Asked | BadRow]:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return list(read_asked(path))


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        ({"id": "a", "question": "Où ?"}, ("a", ("Où ?",), False)),
        ({"id": 7, "question": "Où ?"}, ("7", ("Où ?",), False)),
        ({"id": "a", "question": "Où ?", "lang": "fr", "answers": []}, ("a", ("Où ?",), False)),
        ({"id": "a", "question": ""}, ("a", ("",), False)),
        (
            {"id": "a", "question": "Un\u2028deux\x85trois\x0c?"},
            ("a", ("Un\u2028deux\x85trois\x0c?",), False),
        ),
        ({"id": "a", "turns": [{"question": "Où ?"}]}, ("a", ("Où ?",), True)),
        (
            {"id": "a", "turns": [{"question": "Où ?", "lang": "fr"}, {"question": "Et quand ?"}]},
            ("a", ("Où ?", "Et quand ?"), True),
        ),
        ({"id": "a", "turns": None, "question": "Où ?"}, ("a", ("Où ?",), False)),
    ],
)
def test_a_row_is_a_question_or_a_conversation_and_keeps_its_id(
    tmp_path: Path, row: dict[str, Any], asked: tuple[str, tuple[str, ...], bool]
) -> None:
    identifier, questions, is_conversation = asked
    assert asked_of(tmp_path, json.dumps(row, ensure_ascii=False)) == [
        Asked(id=identifier, questions=questions, is_conversation=is_conversation)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "not JSON",
        '{"id": "a", "question": "Où',
        '"text"',
        "7",
        "null",
        "[]",
        '["id", "question"]',
        "{}",
        '{"id": "a", "lang": "fr"}',
        '{"question": "Où ?"}',
        '{"id": null, "question": "Où ?"}',
        '{"id": true, "question": "Où ?"}',
        '{"id": "a", "question": 7}',
        '{"id": "a", "question": null}',
        '{"id": "a", "turns": "Où ?"}',
        '{"id": "a", "turns": {}}',
        '{"id": "a", "turns": [7]}',
        '{"id": "a", "turns": ["Où ?"]}',
        '{"id": "a", "turns": [{"text": "Où ?"}]}',
        '{"id": "a", "turns": [{"question": null}]}',
        "[" * 100_000,
    ],
    ids=lambda line: line[:40],
)
def test_a_bad_row_names_file_and_line_and_the_others_are_read(tmp_path: Path, line: str) -> None:
    good = '{"id": "g", "question": "Où ?"}'
    first, bad, last = asked_of(tmp_path, good, "", line, good)
    assert isinstance(bad, BadRow)
    assert bad.problem.startswith(f"{tmp_path / 'questions.jsonl'}:3: a row is")
    assert bad.id == ("a" if line.startswith('{"id": "a", ') and line.endswith("}") else None)
    assert first == last == Asked(id="g", questions=("Où ?",), is_conversation=False)


def test_a_byte_order_mark_and_windows_line_ends_are_read_over(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id": "a", "question": "b"}\r\n\r\n{"id": "c", "question": "d"}\r\n')
    assert [row.id for row in read_asked(path) if isinstance(row, Asked)] == ["a", "c"]


@pytest.mark.parametrize("content", [None, b'{"id": "\xff"}'])
def test_a_file_that_cannot_be_read_is_an_error_that_names_it(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "questions.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadQuestion, match=r"questions\.jsonl: cannot be read"):
        list(read_asked(path))


@given(st.text())
def test_any_question_reads_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    line = json.dumps({"id": "a", "question": text}, ensure_ascii=False)
    assert asked_of(tmp_path_factory.getbasetemp(), line) == [
        Asked(id="a", questions=(text,), is_conversation=False)
    ]


def test_an_answer_has_each_field_of_the_contract() -> None:
    row = json.loads(json.dumps(answer_row(ANSWER)))
    assert {name: row[name] for name in CONTRACT} == {
        "answer": "Elle mesure 840 mètres. [1]",
        "language": "fr",
        "refused": False,
        "reason": None,
        "sentences": [{"text": "Elle mesure 840 mètres.", "citations": [1], "verified": True}],
        "citations": [
            {
                "number": 1,
                "record": "17",
                "article_id": "a1",
                "title": "Le port",
                "published": "2019-03-01",
                "quote": "longue de 840 mètres",
                "start": 5,
                "end": 25,
            }
        ],
        "seconds": 1.235,
    }
    assert (row["question"], row["standalone_question"]) == (ANSWER.question, ANSWER.standalone_question)
    assert row["timings"] == {"evidence": 0.1, "first_word": 0.5, "total": 1.23456}


def test_the_time_asked_about_is_told_where_there_is_one() -> None:
    time = AskedTime(
        first=date(2017, 1, 1), last=None, is_explicit=True, words="depuis 2017", start=20, end=31
    )
    row = answer_row(ANSWER.model_copy(update={"asked_time": time}))
    assert row == answer_row(ANSWER) | {
        "asked_time": {
            "first": "2017-01-01",
            "last": None,
            "is_explicit": True,
            "is_publication": False,
            "words": "depuis 2017",
            "start": 20,
            "end": 31,
        }
    }
    assert "asked_time" not in answer_row(ANSWER)


def test_a_refusal_tells_its_reason() -> None:
    refusal = ANSWER.model_copy(
        update={"refused": True, "reason": "unsupported", "sentences": (), "citations": ()}
    )
    row = answer_row(refusal)
    assert (row["refused"], row["reason"]) == (True, "unsupported")
    assert (row["sentences"], row["citations"]) == ([], [])


def test_an_error_has_each_field_of_the_contract_and_its_message() -> None:
    row = json.loads(json.dumps(error_row(GenerationError("The chat model failed: quota"))))
    assert row == {
        "answer": "",
        "language": None,
        "refused": True,
        "reason": "error",
        "sentences": [],
        "citations": [],
        "seconds": 0.0,
        "error": "The chat model failed: quota",
    }
    assert row.keys() >= CONTRACT
