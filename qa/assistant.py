"""A question -> a cited, checked answer."""

from __future__ import annotations

import time
from collections.abc import Generator as GeneratorType
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

from index.archive_index import ArchiveIndex
from index.errors import ArchiveError
from index.live_index import LiveIndex
from index.ranker import Candidate, Ranker, ranker_for
from index.records import SearchFilter
from index.text.cleaning import clean_text
from index.text.languages import question_language
from qa.as_written import as_the_archive_writes
from qa.chat_models import open_chat_model
from qa.citations import cite, render_text
from qa.confidence import confidence_of, is_likely, least_of, most_confidence
from qa.disagreement import with_disagreement
from qa.errors import BadQuestion, NoGloss
from qa.evidence import gather_evidence
from qa.generator import ChatModelGenerator, Generator
from qa.gloss import ChatModelGlosser, Glosser
from qa.hit_order import by_evidence
from qa.question_read import question_read
from qa.question_time import search_plan
from qa.quoting import quote_best, quote_read
from qa.records import (
    Answer,
    Answered,
    ChatModelState,
    Event,
    Evidence,
    EvidenceFound,
    Sureness,
    TextWritten,
    Timings,
    Turn,
)
from qa.refusal import lacks_names, refusal_reason, refusal_text
from qa.rewrite import Understood, last_turns, understand
from qa.rewriter import Rewriter, rewriter_for
from qa.settings import Settings
from qa.timed_search import search_in_time, time_of_follow_up, today_of
from qa.verification import verified_sentences
from qa.written_out import with_days_written, with_original_words

if TYPE_CHECKING:
    from langchain_core.language_models.chat_models import BaseChatModel


class Assistant:
    """Answers questions over an archive. Safe to use from many threads; they take turns at the chat model.

    Without a chat model, or while it loads, answers are the best sentences of the archive, quoted.
    """

    def __init__(  # noqa: PLR0913 - the archive, and each part that may be another, by name
        self,
        index: ArchiveIndex | LiveIndex,
        settings: Settings | None = None,
        generator: Generator | None = None,
        *,
        glosser: Glosser | None = None,
        rewriter: Rewriter | None = None,
        ranker: Ranker | None = None,
    ) -> None:
        self.index = index
        self.settings = settings or Settings()
        self._ranker = ranker or ranker_for(index.embedder)
        self.chat_model_problem: str | None = None
        self._generator = generator
        self._glosser = glosser
        self._rewriter = rewriter
        self._is_off = generator is None and self.settings.chat_model == "none"

    @property
    def chat_model_state(self) -> ChatModelState:
        """Whether a chat model writes the answers: ready, loading, missing (with a problem) or off."""
        if self._generator is not None:
            return "ready"
        if self._is_off:
            return "off"
        return "missing" if self.chat_model_problem else "loading"

    def load(self) -> None:
        """Load the embedder and the chat model; without it, the first question waits for neither.

        Raises:
            ModelError: the embedder's weights cannot be had.
            ChatModelUnavailable: the chat model cannot be had; `chat_model_problem` says the same.
        """
        self.index.embedder.embed_query("")
        self._ranker.score("", [Candidate("", "", "")])
        if self._generator is not None or self._is_off:
            return
        try:
            chat_model = open_chat_model(self.settings)
            if chat_model is not None:
                _warm(chat_model)
                self._glosser = ChatModelGlosser(chat_model)
                self._rewriter = rewriter_for(chat_model, self.settings) or self._rewriter
                self._generator = ChatModelGenerator(chat_model)
        except ArchiveError as error:
            self.chat_model_problem = str(error)
            raise

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        search_filter: SearchFilter | None = None,
        *,
        use_time: bool = True,
        as_is: bool = False,
    ) -> Answer:
        """Answer a question; see `stream`."""
        for event in self.stream(question, history, search_filter, use_time=use_time, as_is=as_is):
            if isinstance(event, Answered):
                return event.answer
        raise AssertionError("a stream ends with an answer")

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        search_filter: SearchFilter | None = None,
        *,
        use_time: bool = True,
        as_is: bool = False,
    ) -> Iterator[Event]:
        """Give the evidence as soon as it is found, the text while it is written, then the checked answer.

        With `use_time` the search heeds the time that the question names (see `qa.question_time`). `as_is`:
        the question stands alone, whatever was said before; it is the reader's correction.
        Closing the iterator stops the chat model.

        Raises:
            BadQuestion: the question is empty or too long.
            GenerationError: the chat model failed.
        """
        started = time.monotonic()
        question = self._checked(question)
        language = question_language(question, question_language(history[-1].question) if history else "fr")
        # One for the whole answer: another thread may finish loading it in the middle.
        generator = self._generator

        # One state of the archive for the whole search: an update may publish another meanwhile.
        with self.index.reading() as index:
            understood = self._understood(question, () if as_is else history, index)
            asked = understood.question
            today = today_of(index.statistics.published_to, date.today())  # noqa: DTZ011 - the reader's day
            asked_time = time_of_follow_up(question, asked, today) if use_time else None
            plan = search_plan(asked_time, search_filter)
            found = search_in_time(
                index, asked, self.settings.k, plan, search_filter, discussed=understood.articles
            )
            evidence = gather_evidence(
                asked,
                language,
                found.hits,
                index,
                ranker=self._ranker,
                limit=self.settings.evidence_sentences,
                first=self.settings.prompt_sentences,
            )
            hits = by_evidence(found.hits, evidence, index.versions)
            is_elsewhere = _is_elsewhere(asked, evidence, index)
        found_after = time.monotonic() - started
        yield EvidenceFound(
            standalone_question=asked,
            language=language,
            evidence=evidence,
            hits=hits,
            asked_time=asked_time,
            is_filtered_by_time=found.is_filtered,
        )

        first_word_after: float | None = None
        sureness: Sureness | None = None
        is_unsure = False
        written = ""
        read = () if is_elsewhere else evidence
        shown = read[: self.settings.prompt_sentences]
        kept_to = asked_time if found.is_filtered else None
        with closing(_write(generator, question_read(asked, kept_to, shown), language, shown)) as pieces:
            for piece in pieces:
                if isinstance(piece, Sureness):
                    sureness = piece
                    is_unsure = most_confidence(evidence, self.index.embedder, sureness) < least_of(
                        self.settings, sureness
                    )
                    if is_unsure:
                        break
                    continue
                first_word_after = first_word_after or time.monotonic() - started
                written += piece
                yield TextWritten(text=piece)

        quote = None if sureness is None else sureness.quote
        if generator is None:
            sentences = quote_best(read)
        else:
            sentences = verified_sentences(asked, language, read, written, self.index.embedder)
            if not sentences and quote is not None:
                sentences = quote_read(quote, written, asked, language, read)
        sentences = with_days_written(sentences, language, evidence)
        sentences = with_original_words(sentences, quote, language, evidence)
        sentences = with_disagreement(sentences, asked, language, evidence)
        confidence = confidence_of(evidence, sentences, self.index.embedder, sureness)
        is_unsure = is_unsure or (bool(sentences) and confidence < least_of(self.settings, sureness))
        sentences = [] if is_unsure else sentences
        reason = None if sentences else refusal_reason(evidence, written, sureness, is_unsure=is_unsure)
        timings = Timings(evidence=found_after, first_word=first_word_after, total=time.monotonic() - started)
        yield Answered(
            answer=Answer(
                question=question,
                standalone_question=asked,
                text=render_text(sentences) or refusal_text(language, has_nearest=bool(hits)),
                language=language,
                refused=not sentences,
                reason=reason,
                sentences=tuple(sentences),
                citations=cite(sentences, evidence),
                hits=hits,
                asked_time=asked_time,
                is_filtered_by_time=found.is_filtered,
                confidence=confidence,
                timings=timings,
            )
        )

    @property
    def can_gloss(self) -> bool:
        """Whether `gloss` has a chat model to ask."""
        return self._glosser is not None

    def gloss(self, quote: str, language: str) -> str:
        """Say a quote in another language, "fr" or "en"; nobody has checked that it says the same.

        Raises:
            NoGloss: there is no chat model, or none of its words may be shown.
        """
        if self._glosser is None:
            raise NoGloss("Without a chat model quotes are not translated.")
        return self._glosser.gloss(quote, language)

    def _understood(self, question: str, history: Sequence[Turn], index: ArchiveIndex) -> Understood:
        """Return the question, made to stand alone in the light of the last turns."""
        kept = last_turns(history, self.settings.history_turns)
        # Small letters hide that another name begins another topic.
        written = as_the_archive_writes(question, index) if kept else question
        understood = understand(written, kept, self._rewriter)
        is_whole = understood.question == written
        return understood.model_copy(update={"question": question}) if is_whole else understood

    def _checked(self, question: str) -> str:
        cleaned = " ".join(clean_text(question).split())
        if not any(character.isalnum() for character in cleaned):
            raise BadQuestion("The question is empty. Ask something in French or English.")
        if len(cleaned) > self.settings.question_limit:
            raise BadQuestion(
                f"The question has {len(cleaned):,} characters; the limit is "
                f"{self.settings.question_limit:,}. Shorten it."
            )
        return cleaned


def _write(
    generator: Generator | None, asked: str, language: str, evidence: Sequence[Evidence]
) -> GeneratorType[str | Sureness]:
    """Give the chat model's words; none where there is no model, or nothing for it to read."""
    if generator is not None and evidence:
        yield from generator.stream(asked, language, evidence)


def _is_elsewhere(asked: str, evidence: Sequence[Evidence], index: ArchiveIndex) -> bool:
    """Tell whether the archive speaks of nothing that the question names.

    A name may be written otherwise: evidence that likely answers is worth reading all the same.
    """
    return not is_likely(evidence, index.embedder) and lacks_names(asked, evidence, index.share_with)


def _warm(chat_model: BaseChatModel) -> None:
    """Load the local model's weights now rather than with the first question."""
    load = getattr(chat_model, "load", None)
    if load is not None:
        load()
