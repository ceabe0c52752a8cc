"""The demo archive, the real embedder and the real chat model: questions as a reader asks them."""

from __future__ import annotations

import time
from collections.abc import Generator as GeneratorType
from typing import cast

import pytest

from index.archive_index import ArchiveIndex
from index.errors import ModelUnavailable
from index.live_index import LiveIndex
from index.text.languages import detect_language
from qa.assistant import Assistant
from qa.records import Answer, Event, TextWritten
from qa.settings import Settings

pytestmark = pytest.mark.weights
HELLFIRE = "Combien de missiles Hellfire ont été livrés à l'Irak en décembre 2013 ?"


@pytest.fixture(scope="module")
def assistant(demo_index: ArchiveIndex) -> Assistant:
    ready = Assistant(demo_index, Settings(chat_model="local"))
    try:
        ready.load()
    except ModelUnavailable as error:
        pytest.skip(str(error))
    return ready


def check_quotes(answer: Answer, index: ArchiveIndex | LiveIndex) -> None:
    for citation in answer.citations:
        text = index.article(citation.article_id).text
        assert text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("question", "language", "figure", "records"),
    [
        (HELLFIRE, "fr", "75", {"demo-007", "demo-008"}),
        ("When was the Rosetta probe launched?", "en", "2004", {"demo-010"}),
        (
            "Combien de gilets jaunes ont manifesté en France le samedi 15 décembre 2018 ?",
            "fr",
            "66 000",
            {"demo-020"},
        ),
    ],
)
def test_an_answer_holds_the_figure_in_the_question_s_language_and_cites_the_article(
    assistant: Assistant, question: str, language: str, figure: str, records: set[str]
) -> None:
    answer = assistant.ask(question)
    assert figure in answer.text
    assert (answer.language, answer.refused, answer.reason) == (language, False, None)
    assert detect_language(" ".join(sentence.text for sentence in answer.sentences)) == language
    assert all(sentence.verified and sentence.citations for sentence in answer.sentences)
    assert {citation.record for citation in answer.citations} <= records
    assert answer.citations != ()
    check_quotes(answer, assistant.index)


def test_what_the_archive_does_not_hold_is_refused(assistant: Assistant) -> None:
    answer = assistant.ask("Qui a remporté le Tour de France 1998 ?")
    assert (answer.refused, answer.sentences, answer.citations) == (True, (), ())
    assert answer.reason in {"not_in_archive", "model_refused", "unsupported"}
    assert answer.text.startswith("L'archive ne permet pas de répondre")


def test_a_stopped_answer_frees_the_model_for_the_next_question(assistant: Assistant) -> None:
    stream = cast(
        "GeneratorType[Event]", assistant.stream("Que sait-on de l'explosion du port de Beyrouth ?")
    )
    for event in stream:
        if isinstance(event, TextWritten):
            break
    stopped = time.monotonic()
    stream.close()
    assert time.monotonic() - stopped < 5
    answer = assistant.ask(HELLFIRE)
    assert "75" in answer.text
    check_quotes(answer, assistant.index)
