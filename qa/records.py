"""The records that travel from a question to its answer."""

from __future__ import annotations

from datetime import date
from typing import Literal

from index.records import Article, Hit, Record

ChatModelState = Literal["loading", "ready", "missing", "off"]
RefusalReason = Literal["no_hits", "not_in_archive", "model_refused", "unsupported", "unsure"]


class Evidence(Record):
    """A few words of an article that bear on the question, numbered from 1 as the model sees them.

    `article.text[start:end] == text`; score: higher is better. `gain`: what of the score is there because the
    conversation is about the article; it says nothing of whether the words answer.
    """

    number: int
    article: Article
    text: str
    start: int
    end: int
    score: float
    gain: float = 0.0

    @property
    def own_score(self) -> float:
        """The score without the gain."""
        return self.score - self.gain


class Sureness(Record):
    """How sure a chat model was of its words, by its own probabilities: natural logarithms, 0 at most.

    `refusal`: of refusing, as it began to write. `quote`: the words from which it says it answers, which
    nobody has checked yet; `quoting`: of having begun to quote just these.
    """

    refusal: float
    quote: str | None = None
    quoting: float | None = None


class Citation(Record):
    """The exact words of an article: `article.text[start:end] == quote`, copied by offset."""

    number: int
    record: str | None
    article_id: str
    title: str
    published: date | None
    quote: str
    start: int
    end: int


class Sentence(Record):
    """One sentence of an answer, the numbers of its citations, and whether they support it."""

    text: str
    citations: tuple[int, ...] = ()
    verified: bool = False


class Timings(Record):
    """Seconds from the question to each step; None where the step did not happen."""

    evidence: float | None = None
    first_word: float | None = None
    total: float = 0.0


class Turn(Record):
    """One earlier exchange of a conversation: the question as understood, and the answer's text.

    `articles`: the ids of those that the answer cites.
    """

    question: str
    standalone_question: str
    answer: str
    articles: tuple[str, ...] = ()

    @classmethod
    def of(cls, question: str, answer: Answer) -> Turn:
        """Return an exchange as the turn that a follow-up may lean on."""
        cited = dict.fromkeys(item.article_id for item in answer.citations)
        return cls(
            question=question,
            standalone_question=answer.standalone_question,
            answer=answer.text,
            articles=tuple(cited),
        )


class AskedTime(Record):
    """The time a question asks about: `question[start:end] == words`, as days, both ends included.

    `first` or `last` is None where the time is open ("since 2017"). `is_explicit`: the question names it as
    its time, not vaguely nor within a name; `is_publication`: as the day that articles were published.
    """

    first: date | None
    last: date | None
    is_explicit: bool
    words: str
    start: int
    end: int
    is_publication: bool = False


class Answer(Record):
    """What the reader gets. A refusal is an answer of its own kind: `refused`, with its reason.

    A refusal may still carry citations: the nearest passages, shown as such.
    """

    question: str
    standalone_question: str
    text: str
    language: str
    refused: bool = False
    reason: RefusalReason | None = None
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    asked_time: AskedTime | None = None
    """The time that the search heeded: the question's; where it names none, the standalone question's."""
    is_filtered_by_time: bool = False
    """Whether articles of other times were left out; else those of this time ranked higher."""
    confidence: float = 0.0
    """0 to 1, higher is surer; of a refusal: what an answer would have had."""
    timings: Timings = Timings()


class EvidenceFound(Record):
    """Streamed first, before the model writes: the question as understood and its evidence."""

    standalone_question: str
    language: str
    evidence: tuple[Evidence, ...]
    hits: tuple[Hit, ...]
    asked_time: AskedTime | None = None
    is_filtered_by_time: bool = False


class TextWritten(Record):
    """Streamed while the model writes: the next piece of text, not yet checked."""

    text: str


class Answered(Record):
    """Streamed last: the whole, checked answer. It replaces all text streamed before."""

    answer: Answer


Event = EvidenceFound | TextWritten | Answered
