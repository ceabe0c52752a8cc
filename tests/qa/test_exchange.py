from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from datetime import date
from typing import Any

import pytest
from pydantic import Field

from index.errors import UnusableIndex
from index.records import Article, Record
from qa.errors import NoGloss
from qa.exchange import LONGEST_KEY, draw_gloss, load_aside, turns_before_understood
from qa.markup import gloss_link
from qa.records import ChatModelState, Event, Turn
from tests.fakes import make_article

PORT = make_article("Le port rouvre. La digue mesure 840 mètres.", "Le port", date(2019, 3, 1))


class OneArticle:
    class Statistics(Record):
        articles: int = 1
        published_from: date | None = None
        published_to: date | None = None
        languages: dict[str, int] = Field(default={})

    statistics = Statistics()

    def article(self, article_id: str) -> Article:
        if article_id != PORT.id:
            raise UnusableIndex(f"no article {article_id}")
        return PORT


class Translator:
    chat_model_state: ChatModelState = "ready"
    chat_model_problem: str | None = None
    can_gloss = True

    def load(self) -> None:
        """There is nothing to load."""

    def gloss(self, quote: str, language: str) -> str:
        if quote != "Le port rouvre.":
            raise NoGloss("its figures are not those of the quote")
        return f"{language}: The harbour opens again."

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, use_time: bool = True, as_is: bool = False
    ) -> Iterator[Event]:
        raise AssertionError("nothing was asked")


def test_the_words_of_the_article_are_glossed_and_carry_the_key_of_their_button() -> None:
    drawn = draw_gloss(Translator(), OneArticle(), gloss_link(PORT.id, 0, 15, "en"), "k-7", "fr")
    assert drawn.startswith('<div class="gloss" data-key="k&#45;7">')
    assert "en&#58; The harbour opens again&#46;" in drawn


@pytest.mark.parametrize(
    "link",
    [
        gloss_link(PORT.id, 16, 43, "en"),
        gloss_link("nowhere", 0, 15, "en"),
        gloss_link(PORT.id, 15, 0, "en"),
        gloss_link(PORT.id, 0, 10_000, "en"),
        "#article/x/0/4",
        "",
        None,
        7,
        {},
    ],
)
def test_what_cannot_be_glossed_is_said_to_the_same_button(link: Any) -> None:
    drawn = draw_gloss(Translator(), OneArticle(), link, "k" * 1000, "en")
    assert f'data-key="{"k" * LONGEST_KEY}"' in drawn
    assert "No reliable translation" in drawn


def turn(question: str, understood: str) -> Turn:
    return Turn(question=question, standalone_question=understood, answer="…")


@pytest.mark.parametrize(
    ("understood", "kept"),
    [("Où est Anna ?", 1), (" Où est Anna ? ", 1), ("Qui est Anna ?", 0), ("Quoi ?", 3)],
)
def test_to_correct_what_was_understood_undoes_it_and_what_came_after(understood: str, kept: int) -> None:
    turns = [
        turn("Qui est Anna ?", "Qui est Anna ?"),
        turn("Où est-elle ?", "Où est Anna ?"),
        turn("Quand ?", "Quand y est-elle ?"),
    ]
    assert turns_before_understood(understood, turns) == turns[:kept]


class WithoutWeights(Translator):
    def load(self) -> None:
        raise UnusableIndex("the weights cannot be had")


def test_what_is_loaded_aside_tells_how_it_went() -> None:
    went_well: Future[None] = Future()
    load_aside(Translator(), went_well)
    assert went_well.exception(timeout=10) is None
    failed: Future[None] = Future()
    load_aside(WithoutWeights(), failed)
    assert isinstance(failed.exception(timeout=10), UnusableIndex)
