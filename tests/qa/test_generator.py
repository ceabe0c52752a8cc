from __future__ import annotations

from collections.abc import Generator as GeneratorType
from collections.abc import Iterator
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

from qa.errors import ChatModelUnavailable, GenerationError
from qa.generator import ChatModelGenerator, sureness_of
from qa.prompts import answer_messages
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


class PiecesChatModel(FakeListChatModel):
    """A fake chat model that gives just these pieces."""

    pieces: list[ChatGenerationChunk]

    def _stream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **options: Any
    ) -> Iterator[ChatGenerationChunk]:
        yield from self.pieces


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


def token(text: str, logprob: float) -> dict[str, Any]:
    return {"token": text, "logprob": logprob}


@pytest.mark.parametrize(
    ("likeliest", "expected"),
    [
        ([token("NOT", -0.5), token("Le", -1.0)], -0.5),
        ([token("Le", -0.1), token("N", -4.0), token("NOT", -3.0)], -3.0),
        ([token("Le", -0.1), token("La", -5.0)], -5.0),
        ([token("NOT", 0.0)], 0.0),
        ([token(" ", -0.1), token("Nantes", -3.0)], -3.0),
    ],
)
def test_how_likely_a_refusal_was_is_read_from_the_first_token(
    likeliest: list[dict[str, Any]], expected: float
) -> None:
    content = [{**likeliest[0], "top_logprobs": likeliest}, {**token(" pont", -9), "top_logprobs": []}]
    assert sureness_of({"logprobs": {"content": content}}) == Sureness(refusal=expected)


@pytest.mark.parametrize(
    "metadata", [{}, {"logprobs": None}, {"logprobs": {"content": []}}, {"logprobs": {"content": [{}]}}]
)
def test_without_probabilities_nothing_is_known(metadata: dict[str, Any]) -> None:
    assert sureness_of(metadata) is None


def test_a_model_that_tells_its_probabilities_is_quoted_last() -> None:
    content = {"content": [{"token": "La", "logprob": -0.2, "top_logprobs": [token("NOT", -2.5)]}]}
    pieces = [
        ChatGenerationChunk(message=AIMessageChunk(content="La "), generation_info={"logprobs": content}),
        ChatGenerationChunk(message=AIMessageChunk(content="digue [1]")),
    ]
    stream = ChatModelGenerator(PiecesChatModel(responses=[""], pieces=pieces)).stream(
        QUESTION, "fr", EVIDENCE
    )
    assert list(stream) == ["La ", "digue [1]", Sureness(refusal=-2.5)]
