from __future__ import annotations

from datetime import date

import pytest

from qa.quoting import quote_best, quote_read
from qa.records import Sentence
from tests.fakes import make_article, make_evidence

ARTICLE = make_article("Le port\nest fermé. La digue est longue. Le bac attend.")
EVIDENCE = [
    make_evidence(ARTICLE, "Le port\nest fermé.", 1, 0.2),
    make_evidence(ARTICLE, "La digue est longue.", 2, 0.9),
    make_evidence(ARTICLE, "Le bac attend.", 3, 0.5),
]


def test_the_best_sentences_are_quoted_best_first_and_cite_themselves() -> None:
    assert quote_best(EVIDENCE) == [
        Sentence(text="« La digue est longue. »", citations=(2,), verified=True),
        Sentence(text="« Le bac attend. »", citations=(3,), verified=True),
    ]


def test_a_quotation_is_one_line() -> None:
    assert quote_best(EVIDENCE, 3)[2].text == "« Le port est fermé. »"


def test_no_evidence_is_no_quotation() -> None:
    assert quote_best([]) == []


BUDGET = make_article(
    "Le spectacle de Brenne a coûté deux cent mille euros. Il a été vu par 8 000 personnes, à Brenne.",
    "Un spectacle à Brenne",
)
SHOW = [
    make_evidence(BUDGET, "Le spectacle de Brenne a coûté deux cent mille euros.", 1),
    make_evidence(BUDGET, "Il a été vu par 8 000 personnes, à Brenne.", 2),
]


@pytest.mark.parametrize(
    ("quote", "asked", "expected"),
    [
        (
            "deux cent mille euros",
            "How much did the show in Brenne cost?",
            [("« deux cent mille euros »", (1,))],
        ),
        ("Deux Cent mille euros", "How much did the show cost?", [("« deux cent mille euros »", (1,))]),
        ("8 000 personnes", "How many people saw it?", [("« 8 000 personnes »", (2,))]),
        ("8", "How many people saw it?", []),
        ("deux cent mille euros", "How much did the show in Halden cost?", []),
        ("deux cent mille dollars", "How much did the show in Brenne cost?", []),
        ("Le spectacle", "How much did the show in Brenne cost?", []),
        ("Brenne", "Where was the show?", [("« Brenne »", (1,))]),
        ("", "Where was the show?", []),
        ("(.*)", "Where was the show?", []),
        # Not the end of "8 000".
        ("000 personnes", "How many people saw it?", []),
    ],
)
def test_a_reader_s_quote_stands_for_its_sentence_where_it_is_in_the_evidence_and_answers(
    quote: str, asked: str, expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    found = quote_read(quote, "The show cost two million. [1]", asked, "en", SHOW)
    assert [(sentence.text, sentence.citations) for sentence in found] == expected
    assert all(sentence.verified for sentence in found)


def test_the_evidence_that_was_cited_is_quoted_first() -> None:
    for number in (1, 2):
        (sentence,) = quote_read("Brenne", f"Il a eu lieu là. [{number}]", "Où ?", "fr", SHOW)
        assert sentence.citations == (number,)


def test_a_year_that_was_written_behind_a_day_is_no_quote_of_that_day() -> None:
    told = "Le pont de Brenne a rouvert le 19 décembre, deux ans après les travaux de 2011."
    bridge = [make_evidence(make_article(told, published=date(2013, 12, 20)), told)]
    assert quote_read("2013", "It did. [1]", "In which year did it reopen?", "en", bridge) == []
    (sentence,) = quote_read("19 December 2013", "It did. [1]", "When did it reopen?", "en", bridge)
    assert sentence.text == "« 19 décembre » (19 December 2013)"


@pytest.mark.parametrize("quote", ["jeudi", "jeudi 19 December 2013", "19 December 2013"])
def test_the_day_of_a_quoted_weekday_stands_behind_the_quotation(quote: str) -> None:
    told = "Le pont de Brenne a rouvert jeudi, après deux ans de travaux."
    bridge = [make_evidence(make_article(told, published=date(2013, 12, 20)), told)]
    (sentence,) = quote_read(quote, "It opened. [1]", "When did the bridge of Brenne open?", "en", bridge)
    assert sentence.text == "« jeudi » (19 December 2013)"
