"""A follow-up made to stand alone by the chat model, where rules are not sure; its words are checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from index.text.languages import question_language
from index.text.names import holds_name
from index.text.numbers import find_numbers, same_number
from index.text.sentences import split_sentences
from index.text.terms import terms
from qa.antecedents import names_of
from qa.chat_models import is_trained_reader, write_within
from qa.prompts import TEMPLATE_SIGNS
from qa.records import Turn
from qa.references import find_references
from qa.restating import LONGEST
from qa.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models.chat_models import BaseChatModel

TURNS = 2
MOST_TOKENS = 60
MOST_OF_ANSWER = 300
# Of the question's words that have to be in the rewrite. A small model likes to ask the last question again:
# of 27 follow-ups in ten conversations over a news archive the right article was among the first five for 20
# with whatever it wrote of names and numbers already said, for 27 with what passes now and rules for the
# others, for 27 with rules alone; it was the first for 16, 23 and 23.
MOST = 2 / 3
INSTRUCTION = """Rewrite the last question so that it can be understood without the conversation.
Put names in place of pronouns. Add nothing that the conversation does not say. Do not answer.
Keep the language of the last question. Write the question alone, on one line."""


class Rewriter(Protocol):
    """Makes follow-ups stand alone."""

    def rewrite(self, question: str, history: Sequence[Turn]) -> str | None:
        """Return the question made to stand alone, or None where it cannot be had or trusted."""


class ChatModelRewriter:
    """Asks a LangChain chat model, for `seconds` at most; its first word is waited for."""

    def __init__(self, chat_model: BaseChatModel, seconds: float = 10.0) -> None:
        self.chat_model = chat_model
        self.seconds = seconds

    def rewrite(self, question: str, history: Sequence[Turn]) -> str | None:
        """See Rewriter.rewrite. A model that fails counts as one that gives nothing: rules remain."""
        messages = rewrite_messages(question, history)
        try:
            written = write_within(self.seconds, self.chat_model, messages, MOST_TOKENS)
        except Exception:  # noqa: BLE001 - each provider has its own errors
            return None
        rewritten = " ".join(written.split()).strip("\"'«» ")
        return rewritten if is_faithful(rewritten, question, history) else None


def rewriter_for(chat_model: BaseChatModel, settings: Settings) -> Rewriter | None:
    """Return the rewriter that the settings ask for, None for rules alone; see `Settings.rewrite`."""
    usual = "rules" if is_trained_reader(chat_model) else "chat_model"
    return ChatModelRewriter(chat_model) if (settings.rewrite or usual) == "chat_model" else None


def rewrite_messages(question: str, history: Sequence[Turn]) -> list[tuple[str, str]]:
    """Return the (role, content) messages that ask for a question which stands alone."""
    turns = "\n".join(
        f"Question: {turn.standalone_question}\nAnswer: {turn.answer[:MOST_OF_ANSWER]}"
        for turn in history[-TURNS:]
    )
    asked = f"{turns}\nLast question: {question}\nRewritten question:"
    return [("system", INSTRUCTION), ("user", asked.translate(TEMPLATE_SIGNS))]


def is_faithful(rewritten: str, question: str, history: Sequence[Turn]) -> bool:
    """Tell whether a rewrite asks what the question asks, and no longer needs the turns before it.

    Its names and numbers must stand in the question or those turns, the question's in the rewrite, and most
    of the question's other words too; it adds something, and refers back to nothing. It asks no more than
    the question, is in its language and has at most `restating.LONGEST` characters.
    """
    if not rewritten or len(rewritten) > LONGEST:
        return False
    # The last question, or its answer, with this one behind it: that would be answered again.
    if rewritten.count("?") > max(1, question.count("?")):
        return False
    if len(split_sentences(rewritten)) > len(split_sentences(question)):
        return False
    said = " \n".join([question, *(f"{turn.standalone_question} {turn.answer}" for turn in history)])
    language = question_language(question, question_language(rewritten))
    if question_language(rewritten, language) != language:
        return False
    asked, given = set(terms(question, language)), set(terms(rewritten, language))
    return (
        _holds_all(said, rewritten)
        and _holds_all(rewritten, question)
        and len(asked & given) >= MOST * len(asked)
        and not given <= asked
        and not find_references(rewritten, language)
    )


def _holds_all(text: str, wanted: str) -> bool:
    """Tell whether `text` gives every name and number of `wanted`."""
    numbers = find_numbers(text)
    return all(holds_name(text, name.text) for name in names_of(wanted)) and all(
        any(same_number(number, other) for other in numbers) for number in find_numbers(wanted)
    )
