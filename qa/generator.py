"""Evidence -> the words of an answer: the seam behind which any chat model stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from qa.errors import GenerationError
from qa.prompts import answer_grammar, answer_messages
from qa.records import Evidence

if TYPE_CHECKING:
    from langchain_core.language_models.chat_models import BaseChatModel


class Generator(Protocol):
    """Writes an answer from evidence."""

    def stream(self, question: str, language: str, evidence: Sequence[Evidence]) -> Iterator[str]:
        """Give the answer in pieces, citations as "[n]", or the words of a refusal (`prompts.NOT_FOUND`).

        Closing the iterator stops the model.

        Raises:
            GenerationError: the model failed.
        """
        ...


class ChatModelGenerator:
    """Any LangChain chat model. One that takes a grammar cannot leave a citation out."""

    def __init__(self, chat_model: BaseChatModel) -> None:
        self.chat_model = chat_model

    def stream(self, question: str, language: str, evidence: Sequence[Evidence]) -> Iterator[str]:
        """See Generator.stream."""
        from qa.chat_models import can_use_grammar

        options: dict[str, Any] = {}
        if can_use_grammar(self.chat_model):
            options["grammar"] = answer_grammar(len(evidence))
        pieces = self.chat_model.stream(answer_messages(question, language, evidence), **options)
        try:
            for piece in pieces:
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
