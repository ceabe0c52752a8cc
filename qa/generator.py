"""Evidence -> the words of an answer: the seam behind which any chat model stands."""

from __future__ import annotations

from collections.abc import Generator as GeneratorType
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, Protocol

from qa.errors import GenerationError
from qa.examples import NOT_FOUND
from qa.prompts import QUOTE_END, answer_grammar, answer_messages, reader_grammar, reader_messages
from qa.records import Evidence, Sureness

if TYPE_CHECKING:
    from langchain_core.language_models.chat_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

LIKELIEST = 10
"""Tokens whose probabilities are asked for at each place."""
RELUCTANCE = -100.0
"""Added to the logit of the trained reader's refusal, so that it always quotes. Of itself it refuses as soon
as that is likelier than any one way to begin an answer; how likely that was, what it quotes instead and how
well the evidence answers tell together whether to refuse (`qa.confidence`)."""

FIRST_WORD = NOT_FOUND.split()[0]
"""Of a refusal: a token of the local model. "N" alone begins other words, of which it may quote one."""


class Generator(Protocol):
    """Writes an answer from evidence."""

    def stream(self, question: str, language: str, evidence: Sequence[Evidence]) -> Iterator[str | Sureness]:
        """Give the answer in pieces, citations as "[n]", or the words of a refusal (`prompts.NOT_FOUND`).

        One that knows how sure the model was says so before the first word, and once more last, with the
        words that it quotes. Closing the iterator stops the model.

        Raises:
            GenerationError: the model failed.
        """
        ...


class ChatModelGenerator:
    """Any LangChain chat model. One that takes a grammar cannot leave a citation out."""

    def __init__(self, chat_model: BaseChatModel) -> None:
        self.chat_model = chat_model

    def stream(self, question: str, language: str, evidence: Sequence[Evidence]) -> Iterator[str | Sureness]:
        """See Generator.stream."""
        from qa.chat_models import can_use_grammar, is_trained_reader

        if is_trained_reader(self.chat_model):
            messages = reader_messages(question, language, evidence)
            options: dict[str, Any] = {
                "grammar": reader_grammar(len(evidence)),
                "adapter": True,
                "logprobs": True,
                "top_logprobs": LIKELIEST,
                "logit_bias": [[FIRST_WORD, RELUCTANCE]],
            }
            with closing(self._pieces(messages, options)) as pieces:
                yield from read_words(pieces)
            return
        messages = answer_messages(question, language, evidence)
        takes_grammar = can_use_grammar(self.chat_model)
        options = {"grammar": answer_grammar(len(evidence))} if takes_grammar else {}
        with closing(self._pieces(messages, options)) as pieces:
            for piece in pieces:
                if piece.text:
                    yield str(piece.text)

    def _pieces(
        self, messages: Sequence[tuple[str, str]], options: Mapping[str, Any]
    ) -> GeneratorType[AIMessageChunk]:
        pieces = self.chat_model.stream(list(messages), **options)
        try:
            yield from pieces
        except GenerationError:
            raise
        except Exception as error:  # each provider fails with an error of its own
            raise GenerationError(f"The chat model failed: {error}") from error
        finally:
            close = getattr(pieces, "close", None)
            if close:
                close()


def read_words(pieces: Iterable[AIMessageChunk]) -> Iterator[str | Sureness]:
    """Give what a trained reader says behind its quote, or its refusal; first and last how sure it was.

    Its first token tells, if any does. A quote that is never ended is no answer: nothing is given of it.
    """
    quote, is_quoting = "", True
    known: Sureness | None = None
    for piece in pieces:
        text = str(piece.text)
        if is_quoting:
            tokens = (piece.response_metadata.get("logprobs") or {}).get("content") or []
            if not quote and known is None and (known := _sureness(tokens)) is not None:
                yield known
            quote, end, text = (quote + text).partition(QUOTE_END)
            is_quoting = not end
        if text:
            yield text
    if quote == NOT_FOUND:
        yield quote
    if known is not None and is_quoting:
        yield Sureness(refusal=known.refusal)
    elif known is not None:
        yield known.model_copy(update={"quote": quote})


def _sureness(tokens: Sequence[Mapping[str, Any]]) -> Sureness | None:
    """Return how likely a refusal was as the first of `tokens`, which the OpenAI protocol gives, and they.

    A refusal that is not among the likeliest tokens counts as likely as the last of them.
    """
    likeliest = tokens[0].get("top_logprobs") if tokens else None
    if not likeliest:
        return None
    refusals = [float(token["logprob"]) for token in likeliest if token["token"].strip() == FIRST_WORD]
    refusal = max(refusals, default=min(float(token["logprob"]) for token in likeliest))
    return Sureness(refusal=min(0.0, refusal), quoting=min(0.0, float(tokens[0]["logprob"])))
