from __future__ import annotations

from collections.abc import Generator as GeneratorType
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from langchain_core.language_models.fake_chat_models import (
    FakeListChatModel,
    FakeListChatModelError,
    GenericFakeChatModel,
)
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from pydantic import PrivateAttr

from qa.chat_models import READER
from qa.errors import ChatModelUnavailable, GenerationError
from qa.examples import NOT_FOUND
from qa.generator import ChatModelGenerator, read_words
from qa.local_model import LocalChatModel
from qa.prompts import answer_messages, reader_grammar, reader_messages
from qa.records import Sureness
from tests.fakes import make_article, make_evidence

QUESTION = "Quelle est la longueur de la digue ?"
EVIDENCE = [make_evidence(make_article("La digue mesure 840 mètres."), "La digue mesure 840 mètres.")]
ANSWER = "La digue mesure 840 mètres [1]."


class WatchedChatModel(FakeListChatModel):
    """A fake chat model that keeps what it read, and how its streams ended; it may fail in the middle."""

    failure: Exception | None = None
    _messages: list[BaseMessage] = PrivateAttr(default_factory=list)
    _options: list[dict[str, Any]] = PrivateAttr(default_factory=list)
    _endings: list[str] = PrivateAttr(default_factory=list)
    # A reader that only drops its stream does not close it while it stands here.
    _streams: list[Iterator[AIMessageChunk]] = PrivateAttr(default_factory=list)

    def stream(self, *arguments: Any, **options: Any) -> Iterator[AIMessageChunk]:
        self._streams.append(super().stream(*arguments, **options))
        return self._streams[-1]

    def _stream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **options: Any
    ) -> Iterator[ChatGenerationChunk]:
        self._messages, self._options = messages, [*self._options, options]
        return self._pieces()

    def _pieces(self) -> Iterator[ChatGenerationChunk]:
        ending = "failed"
        try:
            for word in self.responses[0].split(" "):
                yield ChatGenerationChunk(message=AIMessageChunk(content=word))
                if self.failure:
                    raise self.failure
            ending = "written"
        except GeneratorExit:
            ending = "closed"
            raise
        finally:
            self._endings.append(ending)


@pytest.mark.parametrize(
    "chat_model",
    [
        FakeListChatModel(responses=[ANSWER]),
        GenericFakeChatModel(messages=iter([AIMessage(ANSWER)])),
    ],
    ids=["a letter a piece", "a word a piece"],
)
def test_the_pieces_join_to_the_text(chat_model: Any) -> None:
    pieces = [str(piece) for piece in ChatModelGenerator(chat_model).stream(QUESTION, "fr", EVIDENCE)]
    assert "".join(pieces) == ANSWER
    assert len(pieces) > 1
    assert "" not in pieces


def test_the_model_reads_the_prompt_of_the_evidence_and_no_grammar_that_it_does_not_know() -> None:
    chat_model = WatchedChatModel(responses=[ANSWER])
    list(ChatModelGenerator(chat_model).stream(QUESTION, "fr", EVIDENCE))
    read = [(message.type, message.content) for message in chat_model._messages]
    wanted = answer_messages(QUESTION, "fr", EVIDENCE)
    assert read == [
        ({"user": "human", "assistant": "ai"}.get(role, role), content) for role, content in wanted
    ]
    assert chat_model._options == [{}]


def test_an_error_of_any_provider_becomes_a_generation_error_that_keeps_its_cause() -> None:
    chat_model = FakeListChatModel(responses=[ANSWER], error_on_chunk_number=3)
    stream = ChatModelGenerator(chat_model).stream(QUESTION, "fr", EVIDENCE)
    assert [next(stream) for _ in range(3)] == ["L", "a", " "]
    with pytest.raises(GenerationError, match="chat model failed") as caught:
        next(stream)
    assert isinstance(caught.value.__cause__, FakeListChatModelError)


def test_the_words_of_the_provider_s_error_are_told() -> None:
    chat_model = WatchedChatModel(responses=[ANSWER], failure=RuntimeError("quota used up"))
    with pytest.raises(GenerationError, match="quota used up"):
        list(ChatModelGenerator(chat_model).stream(QUESTION, "fr", EVIDENCE))
    assert chat_model._endings == ["failed"]


def test_an_error_of_ours_stays_what_it_is() -> None:
    failure = ChatModelUnavailable("no weights")
    chat_model = WatchedChatModel(responses=[ANSWER], failure=failure)
    with pytest.raises(ChatModelUnavailable) as caught:
        list(ChatModelGenerator(chat_model).stream(QUESTION, "fr", EVIDENCE))
    assert caught.value is failure


def test_closing_the_iterator_closes_the_model_s_stream() -> None:
    chat_model = WatchedChatModel(responses=["un deux trois"])
    stream = cast("GeneratorType[str]", ChatModelGenerator(chat_model).stream(QUESTION, "fr", EVIDENCE))
    assert next(stream) == "un"
    assert chat_model._endings == []
    stream.close()
    assert chat_model._endings == ["closed"]


def token(text: str, logprob: float, likeliest: Sequence[tuple[str, float]] = ()) -> dict[str, Any]:
    top = [{"token": other, "logprob": value} for other, value in likeliest]
    return {"token": text, "logprob": logprob, "top_logprobs": top}


def said(*tokens: dict[str, Any]) -> list[AIMessageChunk]:
    """The pieces of a model that tells the probabilities of its tokens, one a piece."""
    return [
        AIMessageChunk(content=token["token"], response_metadata={"logprobs": {"content": [token]}})
        for token in tokens
    ]


FIRST = token("840", -0.75, [("840", -0.75), ("NOT", -2.5), ("La", -4.0)])


def test_a_reader_s_quote_is_no_part_of_its_answer() -> None:
    pieces = said(FIRST, token(" m", -0.25), token("\n", -0.9), token("La digue", -0.2), token(" [1]", -0.3))
    assert list(read_words(pieces)) == [
        Sureness(refusal=-2.5, quoting=-0.75),
        "La digue",
        " [1]",
        Sureness(refusal=-2.5, quote="840 m", quoting=-0.75),
    ]


@pytest.mark.parametrize("cut", range(1, 30))
def test_a_quote_ends_at_its_line_however_the_words_are_cut(cut: int) -> None:
    whole = "840 mètres\nLa digue mesure 840 mètres. [1]"
    pieces = [AIMessageChunk(content=whole[i : i + cut]) for i in range(0, len(whole), cut)]
    assert "".join(map(str, read_words(pieces))) == "La digue mesure 840 mètres. [1]"


def test_a_reader_s_refusal_has_no_quote() -> None:
    pieces = said(token("NOT", -0.25, [("NOT", -0.25), ("840", -1.9)]), token(" FOUND", 0.0))
    first, *words, last = read_words(pieces)
    assert first == Sureness(refusal=-0.25, quoting=-0.25)
    assert "".join(map(str, words)) == NOT_FOUND
    assert last == Sureness(refusal=-0.25)


def test_a_quote_that_is_never_ended_is_no_answer() -> None:
    assert list(read_words(said(FIRST, token(" mètres de digue", -0.1)))) == [
        Sureness(refusal=-2.5, quoting=-0.75),
        Sureness(refusal=-2.5),
    ]


@pytest.mark.parametrize(
    ("likeliest", "expected"),
    [
        ([("NOT", -0.5), ("Le", -1.0)], -0.5),
        ([("Le", -0.1), ("N", -4.0), ("NOT", -3.0)], -3.0),
        ([("N", -0.1), ("NOT", -3.0)], -3.0),
        ([("Le", -0.1), ("La", -5.0)], -5.0),
        ([("NOT", 0.0)], 0.0),
        ([(" ", -0.1), ("Nantes", -3.0)], -3.0),
    ],
)
def test_how_likely_a_refusal_was_is_read_from_the_first_token(
    likeliest: list[tuple[str, float]], expected: float
) -> None:
    *_, sureness = read_words(said(token(*likeliest[0], likeliest), token(" pont", -9)))
    assert isinstance(sureness, Sureness)
    assert sureness.refusal == expected


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"logprobs": None},
        {"logprobs": {"content": []}},
        {"logprobs": {"content": [{"token": "84", "logprob": -1.0}]}},
    ],
)
def test_without_probabilities_nothing_is_known(metadata: dict[str, Any]) -> None:
    pieces = [AIMessageChunk(content="840\nLa digue [1]", response_metadata=metadata)]
    assert list(read_words(pieces)) == ["La digue [1]"]


def test_of_no_words_nothing_is_known() -> None:
    assert list(read_words([])) == []


def test_the_trained_reader_is_asked_for_its_quote_and_its_doubts(tmp_path: Path) -> None:
    class Reader(LocalChatModel):
        """Answers without weights, and keeps what it was asked."""

        _asked: list[dict[str, Any]] = PrivateAttr(default_factory=list)

        def _stream(
            self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **options: Any
        ) -> Iterator[ChatGenerationChunk]:
            self._asked.append({"messages": [message.content for message in messages], **options})
            for piece in said(FIRST, token("\n", -0.1), token("La digue mesure 840 mètres. [1]", -0.2)):
                yield ChatGenerationChunk(
                    message=AIMessageChunk(content=piece.content), generation_info=piece.response_metadata
                )

    model = Reader(model_path=tmp_path / "model.gguf", adapter_path=READER)
    assert list(ChatModelGenerator(model).stream(QUESTION, "fr", EVIDENCE)) == [
        Sureness(refusal=-2.5, quoting=-0.75),
        "La digue mesure 840 mètres. [1]",
        Sureness(refusal=-2.5, quote="840", quoting=-0.75),
    ]
    (asked,) = model._asked
    assert asked["messages"] == [content for _, content in reader_messages(QUESTION, "fr", EVIDENCE)]
    assert asked["grammar"] == reader_grammar(len(EVIDENCE))
    assert (asked["adapter"], asked["logprobs"]) == (True, True)
    assert asked["logit_bias"][0][0] == NOT_FOUND.split()[0]
