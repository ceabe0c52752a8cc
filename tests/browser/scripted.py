"""An archive of two articles, one of them hostile, and an assistant that follows a script."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from pydantic import Field

from index.errors import UnusableIndex
from index.records import Article, Hit, Passage, Record, Source
from index.text.languages import detect_language
from qa.errors import BadQuestion, NoGloss
from qa.question_time import read_time
from qa.records import (
    Answer,
    Answered,
    AskedTime,
    Citation,
    Event,
    Evidence,
    EvidenceFound,
    Sentence,
    TextWritten,
    Timings,
    Turn,
)

HARBOUR = Article(
    id="harbour0",
    title="Le port de Brenne rouvre après la tempête",
    text=(
        "Fermé depuis lundi, le port de Brenne a rouvert jeudi matin.\n"
        + "Les équipes ont dégagé la passe pendant trois jours, par roulement. " * 30
        + "\nLa digue nord, longue de 840 mètres, sera réparée au printemps. "
        + "Le coût est estimé à 12 millions d'euros.\n"
        + "La pêche reprendra la semaine prochaine, selon la capitainerie. " * 20
    ),
    published=date(2019, 3, 1),
    authors=("A. Martin",),
    publisher="Le Courrier de Brenne",
    section="Économie",
    url="https://news.example/harbour",
    language="fr",
    source=Source(path="articles.jsonl", record="17"),
)
HOSTILE = Article(
    id="hostile0",
    title="<script>window.broken=1</script> ![x](http://outside.example/pixel.png)",
    text="<img src=x onerror='window.broken=1'> $$x$$ [clic](javascript:alert(1)) ${1+1} {{value}} `code`",
    published=None,
    language="fr",
    source=Source(path="<b>bold</b>.jsonl"),
)
ARTICLES = {article.id: article for article in (HARBOUR, HOSTILE)}
QUOTE = "La digue nord, longue de 840 mètres, sera réparée au printemps."


class Holdings(Record):
    articles: int = 1204
    passages: int = 5120
    published_from: date | None = date(2019, 1, 2)
    published_to: date | None = date(2020, 12, 31)
    languages: dict[str, int] = Field(default={"fr": 1200, "en": 4})


class ScriptedArchive:
    statistics = Holdings()

    def article(self, article_id: str) -> Article:
        if article_id not in ARTICLES:
            raise UnusableIndex(f"no article {article_id}")
        return ARTICLES[article_id]


def evidence(number: int, article: Article, text: str) -> Evidence:
    start = article.text.index(text)
    return Evidence(number=number, article=article, text=text, start=start, end=start + len(text), score=0.9)


def hit(article: Article, text: str) -> Hit:
    start = article.text.index(text)
    passage = Passage(
        id=f"{article.id}:0", article_id=article.id, text=text, start=start, end=start + len(text)
    )
    return Hit(passage=passage, article=article, score=0.9)


def citation(number: int, article: Article, quote: str) -> Citation:
    start = article.text.index(quote)
    return Citation(
        number=number,
        record=article.source.record,
        article_id=article.id,
        title=article.title,
        published=article.published,
        quote=quote,
        start=start,
        end=start + len(quote),
    )


class ScriptedAssistant:
    """Answers by the words of the question; keeps what it was asked, and which streams were closed early."""

    def __init__(self) -> None:
        self.chat_model_state: Literal["loading", "ready", "missing", "off"] = "ready"
        self.chat_model_problem: str | None = None
        self.histories: dict[str, tuple[Turn, ...]] = {}
        self.used_time: list[bool] = []
        self.asked_as_is: list[str] = []
        self.can_gloss = False
        self.glossed: list[tuple[str, str]] = []
        self.closed: list[str] = []
        self.may_write = threading.Event()
        self.may_write.set()

    def load(self) -> None:
        """There is nothing to load."""

    def gloss(self, quote: str, language: str) -> str:
        self.glossed.append((quote, language))
        if len(self.glossed) == 1:
            return "The north pier, <b>840 metres</b> long, will be mended in spring."
        raise NoGloss("the figures are not those of the quote")

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, use_time: bool = True, as_is: bool = False
    ) -> Iterator[Event]:
        self.histories[question] = tuple(history)
        self.asked_as_is += [question] if as_is else []
        self.used_time.append(use_time)
        if len(question) >= 20_000:
            raise BadQuestion(f"the question has {len(question)} characters; at most 2000 can be asked")
        if "casse" in question:
            raise RuntimeError("secret detail")
        if "inconnu" in question:
            yield from self._refuse(question)
        elif "sans fin" in question:
            yield from self._write_without_end(question)
        elif "piège" in question:
            yield from self._quote(question, HOSTILE, HOSTILE.text)
        else:
            asked_time = read_time(question) if use_time else None
            yield from self._quote(question, HARBOUR, QUOTE, asked_time)

    def _quote(
        self, question: str, article: Article, quote: str, asked_time: AskedTime | None = None
    ) -> Iterator[Event]:
        understood = "Quelle est la longueur de la digue nord ?" if question.startswith("Et ") else question
        hits = (
            hit(article, quote),
            hit(HARBOUR, "Fermé depuis lundi, le port de Brenne a rouvert jeudi matin."),
        )
        yield EvidenceFound(
            standalone_question=understood,
            language="fr",
            evidence=(evidence(1, article, quote),),
            hits=hits,
            asked_time=asked_time,
            is_filtered_by_time=asked_time is not None and asked_time.is_explicit,
        )
        self.may_write.wait(20)
        for word in ("La", "digue", "mesure", "840", "mètres."):
            yield TextWritten(text=f"{word} ")
            time.sleep(0.05)
        yield Answered(
            answer=Answer(
                question=question,
                standalone_question=understood,
                text="La digue mesure 840 mètres. Elle sera peinte en bleu.",
                language=detect_language(question),
                sentences=(
                    Sentence(text="La digue mesure 840 mètres.", citations=(1,), verified=True),
                    Sentence(text="Elle sera peinte en bleu."),
                ),
                citations=(citation(1, article, quote),),
                hits=hits,
                timings=Timings(total=4.25),
            )
        )

    def _refuse(self, question: str) -> Iterator[Event]:
        hits = (hit(HARBOUR, QUOTE),)
        yield EvidenceFound(standalone_question=question, language="fr", evidence=(), hits=hits)
        yield Answered(
            answer=Answer(
                question=question,
                standalone_question=question,
                text="Aucun article ne donne ce nom.",
                language="fr",
                refused=True,
                reason="not_in_archive",
                hits=hits,
            )
        )

    def _write_without_end(self, question: str) -> Iterator[Event]:
        try:
            yield EvidenceFound(
                standalone_question=question, language="fr", evidence=(evidence(1, HARBOUR, QUOTE),), hits=()
            )
            while True:
                time.sleep(0.1)
                yield TextWritten(text="encore ")
        finally:
            self.closed.append(question)
