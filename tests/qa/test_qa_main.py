from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.archive_index import ArchiveIndex
from qa.__main__ import main

ANSWER_FIELDS = {"answer", "language", "refused", "reason", "sentences", "citations", "seconds"}
CITATION_FIELDS = {"number", "record", "article_id", "title", "published", "quote", "start", "end"}
HELLFIRE = "Combien de missiles Hellfire ont été livrés à l'Irak en décembre 2013 ?"
TATIN = "Qui a remporté le Tour de France 1998 ?"


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def ask(capsys: pytest.CaptureFixture[str], index: ArchiveIndex, *arguments: object) -> list[dict[str, Any]]:
    assert run("ask", index.path, "--chat-model", "none", *arguments) == 0
    return [json.loads(line) for line in capsys.readouterr().out.split("\n") if line]


def answers_of_file(
    capsys: pytest.CaptureFixture[str], index: ArchiveIndex, tmp_path: Path, *lines: str
) -> list[dict[str, Any]]:
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join(lines), encoding="utf-8")
    return ask(capsys, index, "--questions", questions)


def check_contract(row: dict[str, Any], index: ArchiveIndex) -> None:
    assert row.keys() >= ANSWER_FIELDS
    assert isinstance(row["answer"], str)
    assert isinstance(row["seconds"], float)
    assert row["language"] in {"fr", "en"}
    assert (row["reason"] is not None) is row["refused"]
    for sentence in row["sentences"]:
        assert sentence.keys() == {"text", "citations", "verified"}
    numbers = {number for sentence in row["sentences"] for number in sentence["citations"]}
    assert numbers == {citation["number"] for citation in row["citations"]}
    for citation in row["citations"]:
        article = index.article(citation["article_id"])
        assert citation.keys() == CITATION_FIELDS
        assert article.text[citation["start"] : citation["end"]] == citation["quote"]
        assert (citation["record"], citation["title"]) == (article.source.record, article.title)
        assert date.fromisoformat(citation["published"]) == article.published


@pytest.mark.weights
def test_one_question_is_one_row_of_the_contract(
    capsys: pytest.CaptureFixture[str], demo_index: ArchiveIndex
) -> None:
    (row,) = ask(capsys, demo_index, "--json", HELLFIRE)
    check_contract(row, demo_index)
    assert (row["question"], row["language"], row["refused"]) == (HELLFIRE, "fr", False)
    assert {citation["record"] for citation in row["citations"]} <= {"demo-007", "demo-008"}
    assert "75" in row["answer"]


@pytest.mark.weights
def test_each_row_of_a_file_is_answered_under_its_own_id_and_bad_ones_stop_none(
    capsys: pytest.CaptureFixture[str], demo_index: ArchiveIndex, tmp_path: Path
) -> None:
    rows = answers_of_file(
        capsys,
        demo_index,
        tmp_path,
        json.dumps({"id": "first", "question": HELLFIRE}),
        "{not JSON",
        '["a list"]',
        json.dumps({"id": "no question"}),
        json.dumps({"id": "empty", "question": " "}),
        json.dumps({"id": "long", "question": "a" * 20_000}),
        '{"id": "half \\ud83d", "question": "Combien de missiles \\ud83d Hellfire ?"}',
        json.dumps({"id": 7, "question": TATIN}),
    )
    assert [row["id"] for row in rows] == [
        *("first", None, None, "no question", "empty", "long", "half ?", "7"),
    ]
    assert [row["reason"] for row in rows] == [None, *["error"] * 5, None, "not_in_archive"]
    assert [row["refused"] for row in rows] == [False, *[True] * 5, False, True]
    assert [row["error"].split(": ")[0][-17:] for row in rows[1:4]] == [
        f"questions.jsonl:{line}" for line in (2, 3, 4)
    ]
    assert ("empty" in rows[4]["error"], "20,000 characters" in rows[5]["error"]) == (True, True)
    assert all(row.keys() >= ANSWER_FIELDS for row in rows)
    for row in (rows[0], rows[6], rows[7]):
        check_contract(row, demo_index)


@pytest.mark.weights
def test_a_conversation_is_one_row_with_an_answer_a_turn(
    capsys: pytest.CaptureFixture[str], demo_index: ArchiveIndex, tmp_path: Path
) -> None:
    conversation = {
        "id": "c",
        "turns": [{"question": HELLFIRE}, {"question": " "}, {"question": "Et quand ?"}],
    }
    alone = {"id": "d", "question": "Et quand ?"}
    row, other = answers_of_file(capsys, demo_index, tmp_path, json.dumps(conversation), json.dumps(alone))
    assert (set(row), row["id"]) == ({"id", "turns"}, "c")
    first, bad, last = row["turns"]
    check_contract(first, demo_index)
    check_contract(last, demo_index)
    assert bad["reason"] == "error"
    # A follow-up is understood from the turns of its own conversation, the failed one left out.
    assert last["question"] == "Et quand ?"
    assert "Hellfire" in last["standalone_question"]
    assert {citation["record"] for citation in last["citations"]} <= {"demo-007", "demo-008"}
    assert other["standalone_question"] == "Et quand ?"


@pytest.mark.weights
def test_without_json_the_answer_is_written_with_its_quotes_and_where_they_stand(
    capsys: pytest.CaptureFixture[str], demo_index: ArchiveIndex
) -> None:
    assert run("ask", demo_index.path, HELLFIRE, "--chat-model", "none") == 0
    answer, empty, *sources = capsys.readouterr().out.rstrip("\n").split("\n")
    assert "75" in answer
    assert empty == ""
    assert [line.partition(" ")[0] for line in sources[::2]] == [
        f"[{number}]" for number in sorted(int(line[1]) for line in sources[::2])
    ]
    assert {line.rpartition("(")[2] for line in sources[1::2]} <= {"demo-007)", "demo-008)"}


@pytest.mark.weights
def test_a_refusal_shows_the_nearest_passages(
    capsys: pytest.CaptureFixture[str], demo_index: ArchiveIndex
) -> None:
    assert run("ask", demo_index.path, TATIN, "--chat-model", "none") == 0
    lines = capsys.readouterr().out.rstrip("\n").split("\n")
    assert lines[0].startswith("L'archive ne permet pas de répondre")
    assert len([line for line in lines if line.startswith("  - ")]) == 3


@pytest.mark.parametrize("arguments", [[], ["Où ?", "--questions", "questions.jsonl"]])
def test_neither_or_both_of_question_and_file_is_an_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str]
) -> None:
    assert run("ask", tmp_path, "--chat-model", "none", *arguments) == 2
    assert "Give a question, or a file" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["--jsom", "Où ?"], ["Où ?", "--json", "Quand ?"], ["Où ?", "Quand ?"]]
)
def test_an_argument_nobody_knows_is_an_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        run("ask", tmp_path, *arguments)
    assert "unrecognized arguments: " in capsys.readouterr().err


def test_a_missing_index_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run("ask", tmp_path / "gone", "Où ?", "--chat-model", "none") == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"error: {tmp_path / 'gone'}" in captured.err


def test_an_unknown_chat_model_is_an_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run("ask", tmp_path, "Où ?", "--chat-model", "a model") == 2
    assert "provider:NAME" in capsys.readouterr().err


@pytest.mark.weights
def test_a_missing_questions_file_is_an_error(
    capsys: pytest.CaptureFixture[str], demo_index: ArchiveIndex, tmp_path: Path
) -> None:
    assert run("ask", demo_index.path, "--questions", tmp_path / "gone.jsonl", "--chat-model", "none") == 2
    assert "gone.jsonl: cannot be read" in capsys.readouterr().err


@pytest.mark.weights
def test_without_the_chat_model_s_file_answers_are_quotes_and_the_reader_is_told(
    capsys: pytest.CaptureFixture[str], demo_index: ArchiveIndex, tmp_path: Path
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f'[qa]\nchat_model_file = "{(tmp_path / "gone.gguf").as_posix()}"\n', encoding="utf-8")
    assert run("--settings", file, "ask", demo_index.path, "--json", HELLFIRE) == 0
    captured = capsys.readouterr()
    assert "No chat model, answers are quotations" in captured.err
    assert json.loads(captured.out)["sentences"][0]["text"].startswith("« ")
