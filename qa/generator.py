"""Evidence -> the words of an answer: the seam behind which any chat model stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from qa.errors import GenerationError
from qa.examples import NOT_FOUND
from qa.prompts import answer_grammar, answer_messages, reader_messages
from qa.records import Evidence, Sureness
from qa.reference_words import CONTEXT

if TYPE_CHECKING:
    from langchain_core.language_models.chat_models import BaseChatModel

LIKELIEST = 10
"""Tokens whose probabilities are asked for at each place."""
RELUCTANCE = -4.0
"""Added to the logit of the trained reader's refusal. Of itself it refuses as soon as that is likelier than
any one way to begin an answer; whether what it then says is worth saying, `qa.confidence` tells."""


class Generator(Protocol):
    """Writes an answer from evidence."""

    def stream(self, question: str, language: str, evidence: Sequence[Evidence]) -> Iterator[str | Sureness]:
        """Give the answer in pieces, citations as "[n]", or the words of a refusal (`prompts.NOT_FOUND`).

        One that knows how sure the model was says so last. Closing the iterator stops the model.

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

        options: dict[str, Any] = {}
        messages_of = answer_messages
        if can_use_grammar(self.chat_model):
            options["grammar"] = answer_grammar(len(evidence))
        # The reader was trained on questions that stand alone, none with a context put behind it.
        if is_trained_reader(self.chat_model) and not CONTEXT.search(question):
            options |= {"adapter": True, "logprobs": True, "top_logprobs": LIKELIEST}
            options["logit_bias"] = [[NOT_FOUND.split()[0], RELUCTANCE]]
            messages_of = reader_messages
        pieces = self.chat_model.stream(messages_of(question, language, evidence), **options)
        sureness: Sureness | None = None
        try:
            for piece in pieces:
                sureness = sureness or sureness_of(piece.response_metadata)
                if piece.text:
                    yield str(piece.text)
        except GenerationError:
            raise
        except Exception as error:  # each provider fails with an error of its own
            raise GenerationError(f"The chat model failed: {error}") from error
        finally:
            close = getattr(pieces, "close", None)
            if close:
                close()
        if sureness is not None:
            yield sureness


def sureness_of(metadata: Mapping[str, Any]) -> Sureness | None:
    """Read the probabilities of the first token, as the OpenAI protocol gives them; None without any.

    A refusal that is not among the likeliest tokens counts as likely as the last of them.
    """
    content = (metadata.get("logprobs") or {}).get("content") or []
    likeliest = content[0].get("top_logprobs") if content else None
    if not likeliest:
        return None
    refusals = [
        token["logprob"]
        for token in likeliest
        if token["token"].strip() and NOT_FOUND.startswith(token["token"].strip())
    ]
    return Sureness(refusal=min(0.0, max(refusals, default=min(token["logprob"] for token in likeliest))))
