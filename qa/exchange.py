"""What the page needs of others, and its drawings that need no component: seams and pure functions."""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future
from typing import Any, Protocol

from index.errors import ArchiveError
from index.records import Article
from qa import rendering
from qa.errors import NoGloss
from qa.gloss_rendering import render_gloss, render_no_gloss
from qa.markup import read_any_time_link, read_article_link, read_gloss_link
from qa.records import ChatModelState, Event, EvidenceFound, Turn
from qa.wording import Language

LONGEST_KEY = 40


class Answering(Protocol):
    """What the page needs of an assistant."""

    @property
    def chat_model_state(self) -> ChatModelState:
        """Whether the chat model can write."""

    @property
    def chat_model_problem(self) -> str | None:
        """What the chat model lacks and what to do about it."""

    def load(self) -> None:
        """Load the models; slow."""

    @property
    def can_gloss(self) -> bool:
        """Whether a quote can be had in another language."""

    def gloss(self, quote: str, language: str) -> str:
        """Say a quote in "fr" or "en"; slow. An `ArchiveError` where that cannot be done."""

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, use_time: bool = True, as_is: bool = False
    ) -> Iterator[Event]:
        """Answer: `EvidenceFound`, then `TextWritten`s, then `Answered`.

        With `use_time` the search heeds the time that the question names; `as_is`, the question leans on no
        turn before it.
        """


class Archive(Protocol):
    """What the page needs of an index."""

    @property
    def statistics(self) -> rendering.Holdings:
        """What the archive holds."""

    def article(self, article_id: str) -> Article:
        """Return one article."""


def load_aside(assistant: Answering, loaded: Future[None]) -> None:
    """Load the models in a thread of their own; `loaded` says when it is over, and how it went."""

    def load() -> None:
        try:
            assistant.load()
            loaded.set_result(None)
        except Exception as error:  # noqa: BLE001 - whatever it is, the page shows it and lives on
            logging.getLogger(__name__).warning("the models could not be loaded: %s", error)
            loaded.set_exception(error)

    threading.Thread(target=load, name="load-models", daemon=True).start()


def draw_article(archive: Archive, link: Any, language: Language) -> str:
    """Draw the article a link of the page leads to; what comes from a browser may be anything."""
    try:
        article_id, start, end = read_article_link(str(link))
        return rendering.render_article(archive.article(article_id), start, end, language)
    except (ArchiveError, LookupError, ValueError):
        return rendering.render_missing_article(language)


def draw_gloss(assistant: Answering, archive: Archive, link: Any, key: Any, language: Language) -> str:
    """Draw the gloss that a link of the page asks for, or that there is none; both may be anything."""
    shown = str(key)[:LONGEST_KEY]
    try:
        article_id, start, end, wanted = read_gloss_link(str(link))
        text = archive.article(article_id).text
        if not 0 <= start < end <= len(text):
            raise NoGloss("There are no such words in the article.")
        return render_gloss(shown, assistant.gloss(text[start:end], wanted), wanted, language)
    except (ArchiveError, LookupError, ValueError) as error:
        logging.getLogger(__name__).info("no gloss: %s", error)
        return render_no_gloss(shown, language)


def draw_notice(assistant: Answering, loaded: Future[None] | None, language: Language) -> str:
    """Draw the banner: what the chat model lacks, or why loading failed."""
    failure = loaded.exception() if loaded is not None and loaded.done() else None
    if failure is not None and assistant.chat_model_problem is None:
        return rendering.render_failed_start(str(failure), language)
    return rendering.render_notice(assistant.chat_model_state, assistant.chat_model_problem, language)


def events_of(
    assistant: Answering, question: str, turns: Sequence[Turn], *, use_time: bool, as_is: bool
) -> Generator[Event, None, None]:
    """Give the events of an answer; closing this iterator closes the assistant's."""
    yield from assistant.stream(question, turns, use_time=use_time, as_is=as_is)


def draw_question(question: str, found: EvidenceFound, language: Language) -> str:
    """Draw a question as it was understood, with the time it names."""
    return rendering.render_question(
        question,
        found.standalone_question,
        language,
        found.asked_time,
        is_filtered_by_time=found.is_filtered_by_time,
    )


def linked_question(link: Any) -> str:
    """Read the question a link of the page asks again; what comes from a browser may be anything."""
    try:
        return read_any_time_link(str(link))
    except ValueError:
        return ""


def turns_before(question: str, earlier: list[Turn]) -> list[Turn]:
    """Return the turns before the last one that asked this question: to ask it again is to correct it."""
    same = [number for number, turn in enumerate(earlier) if turn.question.strip() == question.strip()]
    return earlier[: same[-1]] if same else earlier


def turns_before_understood(understood: str, earlier: list[Turn]) -> list[Turn]:
    """Return the turns before the last one understood so: to correct what was understood undoes it."""
    same = [
        number
        for number, turn in enumerate(earlier)
        if turn.standalone_question.strip() == understood.strip()
    ]
    return earlier[: same[-1]] if same else earlier


def asked_message(drawn: str) -> dict[str, Any]:
    """Return a drawn question as a message of the chat."""
    return {"role": "user", "content": drawn}


def said_message(drawn: str) -> dict[str, Any]:
    """Return a drawn answer as a message of the chat."""
    return {"role": "assistant", "content": drawn}
