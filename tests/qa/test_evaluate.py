from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from index.archive_index import ArchiveIndex
from qa.__main__ import main
from qa.assistant import Assistant
from qa.errors import BadQuestion, GenerationError, PictureUnavailable
from qa.evaluate import Stream, evaluate, read_conversations
from qa.examples import NOT_FOUND
from qa.expected import Conversation, Expected
from qa.records import Event, Evidence, Turn
from qa.settings import Settings
from qa.summary import MEASURES
from tests.fakes import Script, ScriptedGenerator, build_tiny_index

DEMO = Path(__file__).parents[2] / "demo"
LENGTH = Expected(
    id="length",
    question="Quelle est la longueur de la digue de Brenne ?",
    language="fr",
    kind="number",
    answers=("840 mètres",),
    records=frozenset({"harbour-1"}),
)
VISITORS = Expected(
    id="visitors",
    question="How many visitors came to the Weston museum on the first day?",
    language="en",
    kind="number",
    answers=("8,000",),
    records=frozenset({"museum-1"}),
)
PRICE = Expected(
    id="price",
    question="Combien coûte un billet du port de Brenne ?",
    language="fr",
    kind="unanswerable",
)
EMPTY = Expected(id="empty", question=" ", language="fr", kind="what", answers=("?",))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> ArchiveIndex:
    return build_tiny_index(tmp_path_factory.mktemp("evaluate"))


def write(question: str, evidence: Sequence[Evidence]) -> Script:
    def cited(words: str) -> int:
        return next(item.number for item in evidence if words in item.text)

    if "longueur" in question:
        return f"La digue mesure 840 mètres [{cited('840')}]."
    if "visitors" in question:
        return GenerationError("quota")
    return NOT_FOUND


def results(
    stream: Stream, *conversations: Conversation, picture: Path | None = None
) -> tuple[list[dict[str, Any]], dict[str, Any], str]:
    """Return the row of each question, the last row, and what was logged."""
    out, log = io.StringIO(), io.StringIO()
    evaluate(stream, conversations, out, log, as_json=True, picture=picture)
    *rows, last = (json.loads(line) for line in out.getvalue().splitlines())
    return rows, last, log.getvalue()


def test_each_question_is_a_row_and_one_that_fails_stops_no_other(archive: ArchiveIndex) -> None:
    assistant = Assistant(archive, generator=ScriptedGenerator(write))
    rows, _, log = results(assistant.stream, (EMPTY,), (VISITORS,), (PRICE,), (LENGTH,))
    assert [(row["id"], row["answered"], row["refused"], row["correct"]) for row in rows] == [
        ("empty", False, False, False),
        ("visitors", False, False, False),
        ("price", False, True, True),
        ("length", True, False, True),
    ]
    # What the search found counts, whatever became of the answer.
    assert [row["rank"] for row in rows] == [None, 1, None, 1]
    assert [row["answer"] is None for row in rows] == [True, True, False, False]
    assert [row["error"].split(":")[0] for row in rows[:2]] == ["BadQuestion", "GenerationError"]
    assert "error: visitors: GenerationError: quota\n" in log
    assert (rows[3]["citations"], rows[3]["right_citations"]) == (1, 1)
    assert rows[3]["answer"]["citations"][0]["quote"] == "La digue est longue de 840 mètres."


def test_the_last_row_holds_every_figure_and_the_curve(archive: ArchiveIndex) -> None:
    assistant = Assistant(archive, generator=ScriptedGenerator(write))
    rows, last, _ = results(assistant.stream, (PRICE,), (LENGTH,))
    assert last.keys() == {"summary", "curve"}
    everything = last["summary"][-1]
    assert everything["figures"].keys() == MEASURES.keys()
    assert everything.keys() == {"language", "kind", "questions", "errors", "figures", "seconds"}
    assert everything["seconds"].keys() == {"evidence", "first_word", "total"}
    assert everything["seconds"]["total"].keys() == {"median", "p90"}
    values = {name: figure["value"] for name, figure in everything["figures"].items()}
    assert (values["accuracy"], values["refusal_recall"], values["answerable_refused"]) == (1, 1, 0)
    assert last["curve"][-1]["coverage"] == 1
    assert last["curve"][-1]["risk"] == 0.5
    assert {point["confidence"] for point in last["curve"]} == {row["confidence"] for row in rows}


def test_a_turn_is_asked_with_the_answered_turns_before_it_and_is_of_the_kind_chat(
    archive: ArchiveIndex,
) -> None:
    asked: list[tuple[str, tuple[str, ...]]] = []

    def stream(question: str, history: Sequence[Turn]) -> Iterator[Event]:
        asked.append((question, tuple(turn.question for turn in history)))
        yield from Assistant(archive, Settings(chat_model="none")).stream(question, history)

    turns = tuple(expected.model_copy(update={"is_turn": True}) for expected in (LENGTH, EMPTY, PRICE))
    rows, _, _ = results(stream, turns, (VISITORS,))
    assert asked == [
        (LENGTH.question, ()),
        (EMPTY.question, (LENGTH.question,)),
        (PRICE.question, (LENGTH.question,)),
        (VISITORS.question, ()),
    ]
    assert [row["kind"] for row in rows] == ["chat", "chat", "chat", "number"]
    assert [row["should_refuse"] for row in rows] == [False, False, True, False]


def test_an_error_that_nobody_foresaw_stops_no_other_question() -> None:
    def stream(question: str, _: Sequence[Turn]) -> Iterator[Event]:
        raise ZeroDivisionError(question)
        yield

    rows, _, _ = results(stream, (LENGTH,), (PRICE,))
    assert [row["error"] for row in rows] == [
        f"ZeroDivisionError: {LENGTH.question}",
        f"ZeroDivisionError: {PRICE.question}",
    ]


def test_without_json_there_are_tables_and_progress_is_kept_apart(archive: ArchiveIndex) -> None:
    out, log = io.StringIO(), io.StringIO()
    evaluate(Assistant(archive, Settings(chat_model="none")).stream, [(LENGTH,)], out, log)
    assert [table.split()[0] for table in out.getvalue().split("\n\n")] == [
        *("Retrieval", "Answers", "Refusals", "Seconds"),
    ]
    assert log.getvalue().startswith("1 of 1 questions, ")


def test_the_curve_is_saved_as_a_png(archive: ArchiveIndex, tmp_path: Path) -> None:
    picture = tmp_path / "curve.png"
    results(Assistant(archive, Settings(chat_model="none")).stream, (LENGTH,), picture=picture)
    assert picture.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_a_picture_that_cannot_be_saved_is_told_before_a_question_is_asked(tmp_path: Path) -> None:
    def stream(question: str, _: Sequence[Turn]) -> Iterator[Event]:
        raise AssertionError(question)

    with pytest.raises(PictureUnavailable):
        evaluate(stream, [(LENGTH,)], io.StringIO(), io.StringIO(), picture=tmp_path / "curve.txt")


def test_bad_rows_are_named_and_left_out(tmp_path: Path) -> None:
    one, other = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    one.write_text('{"id": 1, "question": "Où ?"}\n{"id": 2}\n', encoding="utf-8")
    other.write_text('nothing\n{"id": 3, "question": "When?"}', encoding="utf-8")
    log = io.StringIO()
    conversations = read_conversations([one, other], log)
    assert [expected.id for (expected,) in conversations] == ["1", "3"]
    assert [line.split(": ")[1] for line in log.getvalue().splitlines()] == [f"{one}:2", f"{other}:1"]


@pytest.mark.parametrize("content", ["", "\n", "{}", '{"id": "c", "turns": []}'])
def test_a_file_without_a_question_is_an_error(tmp_path: Path, content: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadQuestion, match="no question"):
        read_conversations([path], io.StringIO())


@pytest.mark.parametrize("count", ["0", "-1", "x"])
def test_a_sample_of_none_is_refused(count: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["evaluate", "archive", "questions.jsonl", "--sample", count])
    assert stopped.value.code == 2
    assert "--sample" in capsys.readouterr().err


def test_a_missing_file_of_questions_is_told_before_the_archive_is_opened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(tmp_path), str(tmp_path / "nowhere.jsonl")]) == 2
    assert "nowhere.jsonl: cannot be read" in capsys.readouterr().err


@pytest.mark.weights
def test_the_command_measures_the_demo_archive(
    demo_index: ArchiveIndex, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [
        *("evaluate", str(demo_index.path), str(DEMO / "questions.jsonl"), "--chat-model", "none"),
        *("--sample", "3", "--seed", "2", "--curve", str(tmp_path / "curve.png")),
    ]
    assert main([*arguments, "--json"]) == 0
    *rows, last = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert [row["error"] for row in rows] == [None] * 3
    assert last["summary"][-1]["questions"] == 3
    assert last["summary"][-1]["figures"]["recall_at_10"]["value"] == 1
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert main(arguments) == 0
    assert capsys.readouterr().out.startswith("Retrieval\nlanguage  kind")
